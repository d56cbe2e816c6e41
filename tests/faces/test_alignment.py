import math

import numpy as np
import pytest

from arm_tf.faces.alignment import STANDARD, align_face, halve, place

RNG = np.random.default_rng(0)
PICTURE = RNG.integers(0, 256, (90, 130, 3), "uint8")


def moved(scale, degrees, x, y):
    """Returns STANDARD's points, scaled, turned about 0 and shifted."""
    angle = math.radians(degrees)
    cos, sin = scale * math.cos(angle), scale * math.sin(angle)
    return [(x + u * cos - v * sin, y + u * sin + v * cos) for u, v in STANDARD]


def plain(image, points, size):
    """The rule of cut.py, written out pixel by pixel."""
    x, y, right, down = place(points, STANDARD, size)
    halvings = 0
    while math.hypot(right, down) / 2**halvings >= 2 * size:
        halvings += 1
        height, width = image.shape[:2]
        image = np.array(
            [
                [
                    sum(
                        image[min(2 * r + i, height - 1)][
                            min(2 * c + j, width - 1)
                        ].astype(int)
                        for i in (0, 1)
                        for j in (0, 1)
                    )
                    + 2
                    >> 2
                    for c in range((width + 1) // 2)
                ]
                for r in range((height + 1) // 2)
            ]
        )
    f = 2**halvings

    def units(value):
        return math.floor(value * 65536 + 0.5)

    x0, y0 = units(x / f - 0.5), units(y / f - 0.5)
    dx, dy = units(right / size / f), units(down / size / f)
    result = np.zeros((size, size, 3), "uint8")
    for j in range(size):
        for i in range(size):
            result[j, i] = pixel(
                image, x0 + i * dx - j * dy, y0 + i * dy + j * dx
            )
    return result


def pixel(image, x, y):
    height, width = image.shape[:2]

    def at(column, row):
        row, column = max(0, min(row, height - 1)), max(0, column)
        return image[row][min(column, width - 1)].astype(int)

    c, r, fx, fy = x // 65536, y // 65536, x % 65536 // 256, y % 65536 // 256
    total = at(c, r) * (256 - fx) * (256 - fy) + at(c + 1, r) * fx * (256 - fy)
    total = total + at(c, r + 1) * (256 - fx) * fy + at(c + 1, r + 1) * fx * fy
    return (total + 32768) // 65536


@pytest.mark.parametrize(
    "scale, degrees, x, y",
    [
        (24, 0, 20, 30),
        (31.4, 17, 40.3, 10.9),
        (12, -40, 60, 50),  # enlarged
        (80, 8, 25, 3),  # halved once
        (150, -75, -20, 60),  # twice, and it leaves the picture
        (700, 200, 90, 60),
        (40, 0, -300, 400),  # nothing of the picture
    ],
)
def test_follows_its_rule_to_the_last_bit(scale, degrees, x, y):
    points = moved(scale, degrees, x, y)
    expected = plain(PICTURE, points, 24)
    assert np.array_equal(align_face(PICTURE, points, STANDARD, 24), expected)


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (5, 8), (64, 37)])
def test_halving_is_the_mean_of_four(shape):
    image = RNG.integers(0, 256, (*shape, 3), "uint8")
    odd = [(0, side % 2) for side in shape]
    image4 = np.pad(image, (*odd, (0, 0)), "edge").astype(int)
    total = image4[::2, ::2] + image4[1::2, ::2]
    total += image4[::2, 1::2] + image4[1::2, 1::2]
    assert np.array_equal(halve(image), (total + 2) >> 2)


@pytest.mark.parametrize("degrees", [-30, 0, 45, 170])
@pytest.mark.parametrize("scale", [20.0, 100.0])
def test_points_go_where_they_shall_be(scale, degrees):
    points = moved(scale, degrees, 12.0, 7.0)
    x, y, right, down = place(points, STANDARD, 1)
    assert math.hypot(right, down) == pytest.approx(scale)
    assert math.degrees(math.atan2(down, right)) == pytest.approx(degrees)
    middle = moved(scale, degrees, 12.0, 7.0)[0]
    u, v = STANDARD[0][0] - 0.5, STANDARD[0][1] - 0.5
    back = x + u * right - v * down, y + u * down + v * right
    assert back == pytest.approx(middle)


def test_a_profile_keeps_its_size():
    """The eyes coincide: by the eyes alone, it would be far too large."""
    profile = [(50, y * 100) for _, y in STANDARD]
    _, _, right, down = place(profile, STANDARD, 1)
    assert math.hypot(right, down) == pytest.approx(100, rel=0.01)


def test_a_large_face_does_not_alias():
    """Fine stripes become grey, as the eye sees them from afar."""
    stripes = np.zeros((960, 960, 3), "uint8")
    stripes[:, ::2] = 255
    face = align_face(stripes, moved(900, 0, 30, 30), STANDARD, 48)
    assert np.abs(face.astype(int) - 128).max() <= 1


def test_points_in_one_place_are_refused():
    with pytest.raises(ValueError, match="points apart"):
        align_face(PICTURE, [(5, 5)] * 4, STANDARD, 24)
