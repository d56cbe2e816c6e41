"""One drawn face: what each expression changes, and what it does not."""

import cv2
import numpy as np
import pytest

from arm_tf.data.drawn_face import camera, draw, features, muscles, person, pose
from arm_tf.expressions import WITH_CONTEMPT

# Rows of a face seen from the front, in half heads: `project` without a turn.
REGIONS = {"brow": (-0.62, -0.2), "eye": (-0.2, 0.02), "mouth": (0.3, 1.0)}


@pytest.fixture
def somebody():
    """Light skin, dark hair, nothing in front of the face."""
    return person.random_person(np.random.default_rng(3))._replace(
        skin=person.SKIN[1],
        hair=person.HAIR[0],
        hair_style="short",
        beard=False,
        moustache=False,
        glasses=False,
        wrinkles=0.0,
        gaze=0.0,
    )


def frontal(somebody, pulls, image_size=96):
    """Draws without pose, light, blur or noise."""
    rng = np.random.default_rng(0)
    return camera.picture(
        *pose(somebody, pulls), camera.View(), rng, image_size
    )


def rows(region, image_size=96):
    view = camera.View()
    ends = np.array(REGIONS[region]) - view.shift[1]
    return slice(*((ends / (2 * view.half) + 0.5) * image_size).astype(int))


def change(somebody, pulls):
    """Returns float `(96, 96)`: how far each pixel is from the rest face."""
    rest = frontal(somebody, muscles.Muscles()).astype(float)
    return np.abs(frontal(somebody, pulls) - rest).mean(axis=2)


@pytest.mark.parametrize(
    "expression, moved, still",
    [
        ("happiness", ["mouth"], []),
        ("surprise", ["brow", "eye", "mouth"], []),
        ("sadness", ["brow", "mouth"], []),
        ("anger", ["brow", "mouth"], []),
        ("disgust", ["eye", "mouth"], []),
        ("fear", ["brow", "eye", "mouth"], []),
        ("contempt", ["mouth"], ["brow"]),
    ],
)
def test_expression_changes_its_part_of_the_face(
    somebody, expression, moved, still
):
    changed = change(somebody, muscles.WAYS[expression][0])
    for region in moved:
        assert changed[rows(region)].mean() > 4, region
    for region in still:
        assert changed[rows(region)].mean() < 1, region


def test_contempt_is_one_sided(somebody):
    pulls = muscles.Muscles(right_corner=1.0)
    changed = change(somebody, pulls)[rows("mouth")]
    assert changed[:, 52:].mean() > 3 * changed[:, :44].mean()


def test_contempt_takes_either_side():
    drawn = [
        muscles.pulls_of("contempt", np.random.default_rng(seed))
        for seed in range(20)
    ]
    right = sum(pulls.right_corner > pulls.left_corner for pulls in drawn)
    assert 4 <= right <= 16


@pytest.mark.parametrize(
    "expression, sign", [("happiness", 1), ("sadness", -1), ("neutral", 0)]
)
def test_mouth_corners_follow_the_expression(somebody, expression, sign):
    edges = features.lips(somebody, muscles.WAYS[expression][0])
    lift = edges.upper[6] - (edges.upper[0] + edges.upper[-1]) / 2
    assert abs(lift - 0.18 * sign) < 0.06  # half heads; y points down


def test_nose_wrinkles_only_the_nose(somebody):
    changed = change(somebody, muscles.Muscles(nose=1.0))
    assert changed[44:60, 40:56].mean() > 5
    assert changed[:30].max() == 0


def test_intensity_is_graded(somebody):
    strong = np.array(muscles.WAYS["surprise"][1])
    steps = [
        change(somebody, muscles.Muscles(*(share * strong))).mean()
        for share in (0.3, 0.6, 1.0)
    ]
    assert steps[0] < steps[1] < steps[2]


def test_same_generator_draws_the_same_person_for_every_expression():
    states = []
    for expression in WITH_CONTEMPT:
        rng = np.random.default_rng(5)
        draw(expression, rng, 24)
        states.append(rng.bit_generator.state["state"])
    assert all(state == states[0] for state in states)


@pytest.mark.parametrize("expression", WITH_CONTEMPT)
def test_looks_the_same_at_every_size(expression):
    small = draw(expression, np.random.default_rng(1), 48)
    large = draw(expression, np.random.default_rng(1), 240)
    assert large.shape == (240, 240, 3) and large.dtype == np.uint8
    shrunk = cv2.resize(large, (48, 48), interpolation=cv2.INTER_AREA)
    alike = np.corrcoef(small.ravel(), shrunk.ravel())[0, 1]
    other = draw(expression, np.random.default_rng(2), 48)
    # Noise is drawn per pixel, so the pictures are not equal.
    assert alike > 0.94 > 0.8 > np.corrcoef(small.ravel(), other.ravel())[0, 1]


def test_light_comes_from_its_side(somebody):
    view = camera.View(light=(0.5, 0.0))
    shapes = pose(somebody, muscles.Muscles())
    seen = camera.picture(*shapes, view, np.random.default_rng(0), 48)
    assert seen[:, 30:].mean() > 1.3 * seen[:, :18].mean()
