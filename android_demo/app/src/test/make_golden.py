"""Generates the golden camera frames for the app's tests.

    python android_demo/app/src/test/make_golden.py

frames.json     small YUV 4:2:0 frames in the memory layouts of phones, and
                the upright RGB pictures that numpy converts them to.
"""

import base64
import json
import pathlib

import numpy as np

OUT = pathlib.Path(__file__).resolve().parent / "resources" / "frames.json"
SIZES = ((8, 6), (6, 8), (7, 5))  # width, height
LAYOUTS = {  # row padding of Y and of chroma in bytes, chroma's pixel stride
    "planar": (0, 0, 1),
    "padded": (5, 3, 1),
    "interleaved": (0, 0, 2),
    "interleaved and padded": (16, 8, 2),
}
ONE = 1 << 16


def main():
    """Writes frames.json."""
    rng = np.random.default_rng(11)
    frames = [
        frame(rng, size, name, rotation)
        for size in SIZES
        for name in LAYOUTS
        for rotation in (0, 90, 180, 270)
    ]
    text = json.dumps(frames, indent=1) + "\n"
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(text, encoding="utf-8")


def frame(rng, size, layout, rotation):
    """Returns one frame's planes and picture, as JSON."""
    width, height = size
    half = (height + 1) // 2, (width + 1) // 2
    y = rng.integers(0, 256, (height, width))
    u, v = rng.integers(0, 256, (2, *half))
    rgb = picture(y, u, v)
    upright = np.rot90(rgb, -rotation // 90)  # counts counterclockwise
    y_padding, padding, stride = LAYOUTS[layout]
    return {
        "width": width,
        "height": height,
        "layout": layout,
        "rotation": rotation,
        "y": plane(y, y_padding, 1),
        "u": plane(u, padding, stride),
        "v": plane(v, padding, stride),
        "upright_size": [upright.shape[1], upright.shape[0]],
        "upright": encode(upright),
    }


def picture(y, u, v):
    """Returns RGB by JPEG's formula, in 16-bit fixed point."""
    height, width = y.shape
    u, v = (
        plane.repeat(2, 0).repeat(2, 1)[:height, :width] - 128
        for plane in (u, v)
    )
    red = round(1.402 * ONE) * v
    blue = round(1.772 * ONE) * u
    green = -round(0.344136286 * ONE) * u - round(0.714136286 * ONE) * v
    rgb = (
        y[..., None] + (np.stack([red, green, blue], axis=-1) + ONE // 2) // ONE
    )
    return rgb.clip(0, 255)


def plane(values, padding, stride):
    """Returns a plane's memory layout; its last row has no padding."""
    height, width = values.shape
    memory = np.full((height, width * stride + padding), 99)
    memory[:, : width * stride : stride] = values
    used = memory.size - padding - (stride - 1)
    return {
        "row_stride": memory.shape[1],
        "pixel_stride": stride,
        "bytes": encode(memory.ravel()[:used]),
    }


def encode(values):
    return base64.b64encode(values.astype("uint8").tobytes()).decode()


if __name__ == "__main__":
    main()
