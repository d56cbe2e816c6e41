import numpy as np
import pytest

from arm_tf.data.face_sets import ArrayImages
from arm_tf.data.images.pixel_memory import Memory


def noise(*sizes):
    rng = np.random.default_rng(0)
    return [rng.integers(0, 256, (*s, 3), dtype="uint8") for s in sizes]


def fill(images, num_images, budget):
    memory = Memory(num_images, budget)
    for image in images:
        memory.keep(image.copy())
    return memory


def test_images_of_one_size_become_one_array():
    images = noise((4, 5), (4, 5))
    # Three were announced, one of which could not be read.
    memory = fill(images, num_images=3, budget=1000)
    held = memory.images()
    assert isinstance(held, ArrayImages)
    assert np.array_equal(held.pixels, images)
    assert memory.used == 2 * 4 * 5 * 3


@pytest.mark.parametrize(
    "sizes", [[(4, 5), (6, 4), (4, 5)], [(9, 9), (2, 2), (2, 2)]]
)
def test_images_of_several_sizes_become_a_list(sizes):
    images = noise(*sizes)
    # 9 x 9 pixels thrice would not fit, these three do.
    held = fill(images, len(images), budget=400).images()
    assert isinstance(held, list)
    for kept, image in zip(held, images, strict=True):
        assert np.array_equal(kept, image)


def test_what_does_not_fit_is_let_go():
    memory = fill(noise((4, 5), (4, 5)), num_images=2, budget=119)
    assert memory.images() is None
    assert memory.used == 0


def test_exactly_the_budget_fits():
    assert fill(noise((4, 5), (4, 5)), 2, budget=120).images() is not None
