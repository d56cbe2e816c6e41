"""The augmentation recipes, by name: which layers, and how strong."""

import keras

from arm_tf.layers.augment import (
    FlipOrNoise,
    RandomAffine,
    RandomErasing,
    RandomLight,
    RandomResolution,
)


def recipe(
    name: str, generator: keras.random.SeedGenerator, colour: tuple
) -> list:
    """Returns the layers of a recipe, in the order they are applied.

    Args:
        name: "none"; "original" (from the paper's code for RAF-DB); "light"
            (for short runs: mirrored and slightly moved); "strong" (mirrored,
            moved, lit, blurred and erased: for long runs, and for phones).
        generator: `keras.random.SeedGenerator` that all layers draw from.
        colour: three floats in [0, 255], the colour of erased rectangles.
    """
    if name == "none":
        return []
    if name == "original":
        return [FlipOrNoise(generator), RandomErasing(generator, colour)]
    if name == "light":
        return [RandomAffine(generator, shift=0.08, scale=0.1, rotation=10.0)]
    return [
        RandomAffine(generator, shift=0.1, scale=0.15, rotation=15.0),
        RandomLight(generator, contrast=0.3, brightness=30.0),
        RandomResolution(generator, side=24, probability=0.2),
        RandomResolution(generator, side=12, probability=0.1),
        RandomErasing(generator, colour, area=(0.02, 0.2)),
    ]
