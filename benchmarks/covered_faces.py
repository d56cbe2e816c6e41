"""Covers faces with patches, sunglasses or masks.

The noise over a face has one channel, of a random level and strength, so that
neither its colour nor its texture carries information.
"""

import cv2
import numpy as np

SHARES = (0.1, 0.2, 0.3, 0.4)  # of the picture
RATIOS = (0.5, 2.0)  # of a patch, width to height

# In shares of the picture's sides, for a face that fills it: the centres of
# the lenses, their half axes, the bridge between them.
LENSES = ((0.30, 0.38), (0.70, 0.38))
LENS = (0.17, 0.12)
BRIDGE = ((0.30, 0.34), (0.70, 0.39))
MASK = (
    (0.14, 0.55),
    (0.50, 0.48),
    (0.86, 0.55),
    (0.82, 0.80),
    (0.64, 0.97),
    (0.36, 0.97),
    (0.18, 0.80),
)
SUNGLASSES_GREY = (0, 60)
MASK_GREY = (150, 255)


def patch(shape, rng, share):
    """Returns bool `(height, width)`: a rectangle of a share of the picture.

    Args:
        shape: `(height, width)` in pixels.
        rng: `numpy.random.Generator`.
        share: float. Share of the area, to within a row or column of pixels.
    """
    height, width = shape
    ratio = np.exp(rng.uniform(*np.log(RATIOS)))
    # The ratio is adjusted if the rectangle would not fit.
    rows = np.clip(np.sqrt(share / ratio), share, 1) * height
    rows = max(1, round(rows))
    columns = min(width, max(1, round(share * height * width / rows)))
    top = rng.integers(0, height - rows + 1)
    left = rng.integers(0, width - columns + 1)
    covered = np.zeros(shape, bool)
    covered[top : top + rows, left : left + columns] = True
    return covered


def sunglasses(shape, rng):
    """Returns bool `(height, width)`: two lenses and a bridge."""
    shift = _shift(rng)
    drawn = np.zeros(shape, "uint8")
    for centre in LENSES:
        axes = tuple(
            round(a * s) for a, s in zip(LENS, shape[::-1], strict=True)
        )
        cv2.ellipse(drawn, _pixel(centre, shape, shift), axes, 0, 0, 360, 1, -1)
    cv2.rectangle(
        drawn, *(_pixel(corner, shape, shift) for corner in BRIDGE), 1, -1
    )
    return drawn.astype(bool)


def mask(shape, rng):
    """Returns bool `(height, width)`: from the nose to the chin."""
    shift = _shift(rng)
    corners = np.array([_pixel(corner, shape, shift) for corner in MASK])
    drawn = np.zeros(shape, "uint8")
    cv2.fillPoly(drawn, [corners], 1)
    return drawn.astype(bool)


def _shift(rng):
    """Returns a random offset, since faces vary in place: up to 3 %."""
    return rng.uniform(-0.03, 0.03, 2)


def _pixel(place, shape, shift):
    x, y = np.add(place, shift) * shape[::-1]
    return round(x), round(y)


OCCLUSIONS = {
    "none": None,
    **{
        f"{share:.0%}": (
            lambda shape, rng, share=share: patch(shape, rng, share),
            (0, 255),
        )
        for share in SHARES
    },
    "sunglasses": (sunglasses, SUNGLASSES_GREY),
    "mask": (mask, MASK_GREY),
}


class CoveredImages:
    """The images of another source, each with its own occlusion.

    Args:
        images: sequence of uint8 faces `(height, width, 1 or 3)`.
        name: a key of `OCCLUSIONS`.
        seed: int. A face's occlusion depends only on it and on the index.
    """

    def __init__(self, images, name, seed):
        self.images = images
        self.name = name
        self.seed = seed

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        return cover(
            self.images[index],
            self.name,
            np.random.default_rng((self.seed, int(index))),
        )


def cover(image, name, rng):
    """Returns a copy of an image with an occlusion.

    Args:
        image: uint8 `(height, width, 1 or 3)`.
        name: a key of `OCCLUSIONS`.
        rng: `numpy.random.Generator`.
    """
    if name == "none":
        return image
    shape, (low, high) = OCCLUSIONS[name]
    covered = shape(image.shape[:2], rng)
    level, strength = rng.uniform(low, high), rng.uniform(0, 30)
    noise = rng.normal(level, strength, (*image.shape[:2], 1))
    noise = np.clip(noise, 0, 255).astype("uint8")
    return np.where(covered[..., None], noise, image)
