"""Text on pictures: ASCII everywhere, and what a font of the machine has."""

import pathlib
import sys

import matplotlib
import numpy as np
import pytest

from arm_tf.inference.drawing import lettering
from arm_tf.inference.drawing.lettering import put_text, text_size

WHITE = (255, 255, 255)
DEJAVU = pathlib.Path(matplotlib.get_data_path(), "fonts/ttf/DejaVuSans.ttf")
WORDS = ("Happiness", "радость")  # by OpenCV, by Pillow


@pytest.fixture(autouse=True)
def fonts(monkeypatch):
    """A system with one font, which matplotlib brings."""
    monkeypatch.setattr(lettering, "FONTS", ("no font.ttf", str(DEJAVU)))
    lettering._of_system.cache_clear()
    yield
    lettering._of_system.cache_clear()


def written(text, at=(10, 40), shape=(60, 300, 3)):
    canvas = np.zeros(shape, "uint8")
    put_text(canvas, text, at, 22, WHITE)
    return canvas


def test_a_capital_is_as_high_as_asked_and_on_the_line():
    rows = (written("Н") > 127).any(axis=(1, 2)).nonzero()[0]
    assert abs(rows[-1] - 39) <= 1
    assert abs(rows[-1] - rows[0] + 1 - 22) <= 2


@pytest.mark.parametrize("word", WORDS)
def test_the_width_is_the_one_foretold(word):
    columns = written(word).any(axis=(0, 2)).nonzero()[0]
    width, _ = text_size(word, 22)
    assert abs(columns[-1] - columns[0] + 1 - width) <= 6


@pytest.mark.parametrize("at", [(-30, 40), (250, 40), (10, 5), (10, 75)])
def test_text_is_cut_at_the_canvas_edge(at):
    part = written("радость", at)
    wide = written("радость", (at[0] + 100, at[1] + 100), (300, 600, 3))
    assert part.any()
    np.testing.assert_array_equal(part, wide[100:160, 100:400])


@pytest.mark.parametrize("word", WORDS)
def test_text_outside_of_the_canvas_changes_nothing(word):
    assert not written(word, (400, 40)).any()
    assert not written(word, (10, -90)).any()


def test_each_word_looks_its_own_way():
    pictures = [written(word) for word in ("радость", "печаль", "???????")]
    for number, picture in enumerate(pictures):
        assert (picture != pictures[number - 1]).any()


def test_what_no_font_has_is_a_question_mark():
    np.testing.assert_array_equal(written("a喜b"), written("a?b"))
    assert text_size("a喜b", 22) == text_size("a?b", 22)


def test_without_pillow_it_is_a_question_mark(monkeypatch):
    monkeypatch.setitem(sys.modules, "PIL", None)
    np.testing.assert_array_equal(written("ярость"), written("??????"))
