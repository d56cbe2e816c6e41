"""Generates the golden files for the tests of all demos.

    python tests/golden/make_demo_files.py

demo_model/     a classifier with predictable outputs: "red", "green", "blue",
                "top" and "left", by what is brightest in a picture. Swapped
                channels, mirrored or rotated pixels and shuffled labels change
                its predictions.
crops.json      boxes on crops.png, and their cropped and resized pixels; a
                platform without OpenCV may differ by 1.
smoothing.json  probabilities over time, and the smoothed predictions.
"""

import base64
import dataclasses
import hashlib
import json
import os
import pathlib
import zipfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import cv2
import numpy as np

from arm_tf.faces import crop
from arm_tf.inference import smoothing
from arm_tf.inference.model_settings import Settings

HERE = pathlib.Path(__file__).resolve().parent
LABELS = ("red", "green", "blue", "top", "left")
IMAGE_SIZE = 24
SETTINGS = Settings(
    crop_margin=0.15, unsure_below=0.5, smoothing_seconds=0.3, label_lead=0.1
)
GRID = 4  # the model averages over 4x4 fields
GAIN = 8.0 / 255
BOXES = [  # x, y, width, height on crops.png, 64x48
    (20, 12, 16, 16),
    (20, 12, 15, 11),
    (21, 13, 8, 19),
    (0, 0, 64, 48),
    (-7, -5, 20, 22),
    (50, 36, 24, 18),
    (30, -9, 20, 20),
    (-30, 20, 60, 9),
    (3, 40, 1, 1),
    (10.5, 7.25, 9.5, 12.75),
]
MARGINS = (0.0, 0.15, 0.4)


def main():
    """Writes all three."""
    make_model(HERE / "demo_model")
    cv2.imwrite(str(HERE / "crops.png"), picture()[..., ::-1])
    _write(HERE / "crops.json", crops())
    _write(HERE / "smoothing.json", smoothed())


def make_model(folder):
    """Writes model.tflite and model.json."""
    import tensorflow as tf

    field = IMAGE_SIZE // GRID

    @tf.function(
        input_signature=[tf.TensorSpec((1, IMAGE_SIZE, IMAGE_SIZE, 3))]
    )
    def network(pixels):
        means = tf.nn.avg_pool2d(pixels, field, field, "VALID")
        flat = tf.reshape(means, (1, -1))
        return tf.nn.softmax(flat @ tf.constant(weights()))

    converter = tf.lite.TFLiteConverter.from_concrete_functions(
        [network.get_concrete_function()]
    )
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.inference_input_type = tf.uint8
    converter.representative_dataset = calibration
    content = converter.convert()
    folder.mkdir(exist_ok=True)
    (folder / "model.tflite").write_bytes(content)
    with zipfile.ZipFile(folder / "model.tflite", "a") as archive:
        # A fixed date, so that the same model gives the same bytes.
        entry = zipfile.ZipInfo("labels.txt", (1980, 1, 1, 0, 0, 0))
        archive.writestr(entry, "\n".join(LABELS) + "\n")
    values = {"labels": LABELS, "image_size": IMAGE_SIZE}
    _write(folder / "model.json", values | settings())


def weights():
    """Returns the Dense kernel: float32 `(GRID * GRID * 3, labels)`."""
    kernel = np.zeros((GRID, GRID, 3, len(LABELS)), "float32")
    for channel in range(3):
        kernel[..., channel, channel] = 1
    kernel[: GRID // 2, ..., 3] = 2 / 3
    kernel[:, : GRID // 2, :, 4] = 2 / 3
    kernel -= 1 / 3  # what is brightest, not how bright it is
    return GAIN * kernel.reshape(-1, len(LABELS)) / GRID**2


def calibration():
    """Yields pictures of every kind, black and white included."""
    rng = np.random.default_rng(0)
    for level in (0, 255):
        yield [np.full((1, IMAGE_SIZE, IMAGE_SIZE, 3), level, "float32")]
    for _ in range(40):
        coarse = rng.integers(0, 256, (2, 2, 3)).astype("float32")
        repeat = IMAGE_SIZE // 2
        yield [coarse.repeat(repeat, 0).repeat(repeat, 1)[None]]


def picture():
    """Returns uint8 RGB `(48, 64, 3)` in which no two places look alike."""
    rng = np.random.default_rng(5)
    y, x = np.mgrid[0:48, 0:64]
    ramps = np.stack([x * 4, y * 5, 2 * (x + y)], axis=-1)
    return (ramps * 0.85 + rng.integers(0, 38, (48, 64, 3))).astype("uint8")


def crops():
    """Returns the boxes with their crops."""
    image = picture()
    cases = []
    for box in BOXES:
        for margin in MARGINS:
            left, top, side = crop.square(box, margin)
            cut = np.ascontiguousarray(crop.crop_face(image, box, margin))
            small = crop.face_pixels(image, box, margin, IMAGE_SIZE)
            cases.append(
                {
                    "box": box,
                    "margin": margin,
                    "square": [left, top, side],
                    "cut_sha256": hashlib.sha256(cut.tobytes()).hexdigest(),
                    "resized": base64.b64encode(small.tobytes()).decode(),
                }
            )
    return {"picture": "crops.png", "image_size": IMAGE_SIZE, "crops": cases}


def smoothed():
    """Returns probabilities over time and the smoothed predictions."""
    rng = np.random.default_rng(7)
    smoother = smoothing.Smoother(LABELS, SETTINGS)
    time, steps = 0.0, []
    for step in range(60):
        centre = np.zeros(len(LABELS))
        centre[step // 12 % len(LABELS)] = 2.5
        powers = np.exp(centre + rng.normal(0, 0.8, len(LABELS)))
        probabilities = (powers / powers.sum()).astype("float32")
        reading = smoother.update(probabilities, time)
        steps.append(
            {
                "time": time,
                "probabilities": probabilities.tolist(),
                "smoothed": reading.probabilities.tolist(),
                "label": reading.label,
                "sure": reading.sure,
            }
        )
        time = round(time + float(rng.uniform(0.02, 0.12)), 3)
    return {"labels": LABELS, "settings": settings(), "steps": steps}


def settings():
    """Returns SETTINGS as in files from before faces were aligned."""
    values = dataclasses.asdict(SETTINGS)
    del values["points"]
    return values


def _write(path, value):
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
