"""From shapes to pixels: pose, light, blur, something in front, noise."""

import math
from typing import NamedTuple

import cv2
import numpy as np

from arm_tf.data.drawn_face.shapes import Shape

OVERSAMPLING = 2  # Faces are drawn this much larger, then shrunk.
SHIFT = 4  # fractional bits of a coordinate, as OpenCV takes them
SHADOW_BITS = 2  # Soft shadows are drawn 2**2 times smaller.
ELLIPSOID = 1 / np.array([0.8, 1.1]) ** 2  # the front of a head


class View(NamedTuple):
    """Where the camera is, and how it changes the picture."""

    turn: tuple = (0.0, 0.0)  # sine of yaw and of pitch
    roll: float = 0.0  # radians
    half: float = 1.2  # half the picture's side, in half heads
    shift: tuple = (0.0, 0.05)  # of the picture's middle, in half heads
    light: tuple = (0.0, 0.0)  # gradient, as a share from middle to edge
    gain: tuple = (1.0, 1.0, 1.0)  # of red, green, blue
    contrast: float = 1.0
    blur: float = 0.0  # standard deviation, as a share of the side
    noise: float = 0.0  # standard deviation, grey levels
    background: np.ndarray = np.full((2, 2, 3), 128, "uint8")
    cover: np.ndarray | None = None  # an occluding bar, see `covering`
    cover_colour: tuple = (128, 128, 128)


def random_view(rng: np.random.Generator) -> View:
    """Returns a `View` made up from `rng`."""
    yaw, pitch, roll, x, y = rng.uniform(-1, 1, 5).tolist()
    size, angle, strength, exposure, contrast, blur, noise, covered = (
        rng.random(8).tolist()
    )
    grey = rng.uniform(20, 225, (4, 4, 1))
    colours = grey + rng.uniform(-25, 25, (4, 4, 3))
    direction = 2 * np.pi * angle
    cover = rng.uniform(-1, 1, 5)
    return View(
        turn=(0.18 * yaw, 0.12 * pitch),
        roll=0.2 * roll,
        half=1.0 + 0.25 * size,
        shift=(0.1 * x, 0.05 + 0.1 * y),
        light=(
            0.6 * strength * np.cos(direction),
            0.6 * strength * np.sin(direction),
        ),
        gain=tuple((0.75 + 0.45 * exposure) * rng.uniform(0.92, 1.08, 3)),
        contrast=0.65 + 0.5 * contrast,
        blur=0.014 * blur,
        noise=1 + 6 * noise,
        background=np.clip(colours, 0, 255).astype("uint8"),
        cover=covering(cover) if covered < 0.12 else None,
        cover_colour=tuple(colours[0, 0]),
    )


def covering(numbers: np.ndarray) -> np.ndarray:
    """Returns a bar that reaches into the picture from one side.

    It is float `(4, 2)`; the picture's edges are at -1 and 1. The numbers, in
    [-1, 1], are its direction, place, width, depth and slope.
    """
    direction, place, width, depth, slope = numbers
    angle = np.pi * direction
    wide, near = 0.3 + 0.12 * width, 0.55 + 0.2 * depth
    bar = np.array(
        [(near, -wide), (near, wide), (2, wide + 0.4), (2, -wide + 0.4 * slope)]
    ) + (0, 0.5 * place)
    cos, sin = np.cos(angle), np.sin(angle)
    return bar @ np.array([(cos, sin), (-sin, cos)])


def picture(
    shapes: list,
    shadows: list,
    view: View,
    rng: np.random.Generator,
    image_size: int,
) -> np.ndarray:
    """Draws shapes and shadows, see `pose`, as a camera would see them.

    Returns:
        uint8 `(image_size, image_size, 3)`, RGB in [0, 255].
    """
    size = OVERSAMPLING * image_size
    canvas = cv2.resize(view.background, (size, size))
    points = [shape.points for shape in (*shapes, *shadows)]
    points = project(np.concatenate(points), view, size)
    unit = size / (2 * view.half)  # pixels in half a head
    num_drawn = paint(canvas, shapes, points, unit)
    shade(canvas, shadows, points[num_drawn:], unit)
    if view.cover is not None:
        corners = (view.cover + 1) * (size / 2 * 2**SHIFT)
        cover = Shape(view.cover, view.cover_colour)
        paint(canvas, [cover], corners.astype("int32"), unit)
    small = (image_size, image_size)
    image = cv2.resize(canvas, small, interpolation=cv2.INTER_AREA)
    return expose(image, view, rng)


def project(points: np.ndarray, view: View, size: int) -> np.ndarray:
    """Turns a head, then maps it to pixels.

    The face is modelled as the front of an ellipsoid: its middle moves when
    the head turns, its rim does not.

    Args:
        points: float `(points, 2)`, in half heads.
        view: `View`.
        size: int. Pixels, width and height.

    Returns:
        int32 `(points, 2)`, x and y, with `SHIFT` fractional bits.
    """
    depth = 1 - points**2 @ ELLIPSOID
    depth = np.sqrt(np.maximum(depth, 0, out=depth), out=depth)
    turned = points + depth[:, None] * view.turn
    turned -= view.shift
    cos, sin = math.cos(view.roll), math.sin(view.roll)
    step = size * 2**SHIFT
    scale = step / (2 * view.half)
    seen = turned @ (np.array([(cos, sin), (-sin, cos)]) * scale)
    seen += step / 2
    return seen.astype("int32")


def paint(
    canvas: np.ndarray,
    shapes: list,
    points: np.ndarray,
    unit: float,
    shift: int = SHIFT,
) -> int:
    """Draws shapes into uint8 `(size, size)` or `(size, size, 3)`, in place.

    Args:
        canvas: the image to draw into.
        shapes: list of `Shape`, for their colours and widths.
        points: int32 `(points, 2)`: the shapes' points as projected by
            `project`, one shape after the other; more may follow.
        unit: float. Pixels in half a head.
        shift: int. Fractional bits of `points`.

    Returns:
        int. The number of points used.
    """
    start = 0
    for outline, colour, width in shapes:
        end = start + len(outline)
        piece = [points[start:end]]
        start = end
        if width:
            pixels = max(1, round(width * unit))
            cv2.polylines(
                canvas, piece, False, colour, pixels, cv2.LINE_AA, shift
            )
        else:
            cv2.fillPoly(canvas, piece, colour, cv2.LINE_AA, shift)
    return start


def shade(
    canvas: np.ndarray, shadows: list, points: np.ndarray, unit: float
) -> None:
    """Darkens a canvas softly, in place; the shadows are drawn small."""
    size = len(canvas)
    small = size >> SHADOW_BITS
    light = np.full((small, small), 100, "uint8")
    paint(light, shadows, points, unit, SHIFT + SHADOW_BITS)
    light = cv2.resize(cv2.blur(light, (3, 3)), (size, size))
    cv2.multiply(canvas, cv2.cvtColor(light, cv2.COLOR_GRAY2RGB), canvas, 0.01)


def expose(
    image: np.ndarray, view: View, rng: np.random.Generator
) -> np.ndarray:
    """Applies light, contrast, blur and noise to a uint8 RGB image."""
    size = len(image)
    across = np.linspace(-1, 1, size, dtype="float32")[None]
    x, y = view.light
    light = across * x + (1 + y * across.T)
    gain = np.array(view.gain, "float32") * np.float32(view.contrast)
    pixels = image * (light[..., None] * gain)
    # Contrast is around the picture's own brightness.
    pixels += pixels.mean() * (1 / view.contrast - 1)
    sigma = view.blur * size
    if sigma > 0.2:  # Less would not touch the neighbours.
        pixels = cv2.GaussianBlur(pixels, (0, 0), sigma)
    noise = rng.standard_normal(pixels.shape, "float32")
    noise *= np.float32(view.noise)
    pixels += noise
    pixels += 0.5
    return np.clip(pixels, 0, 255).astype("uint8")
