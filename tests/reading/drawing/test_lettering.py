"""Text on pictures: every script that a font of the machine has."""

import numpy as np
import pytest

from arm_tf.reading.drawing import lettering
from arm_tf.reading.drawing.lettering import put_text, text_size

WHITE = (255, 255, 255)


def written(text, at=(10, 40), shape=(60, 300, 3)):
    canvas = np.zeros(shape, "uint8")
    put_text(canvas, text, at, 22, WHITE)
    return canvas


def test_a_capital_is_as_high_as_asked():
    rows = written("H").any(axis=(1, 2)).nonzero()[0]
    assert rows[-1] == 39  # on the line, not below
    assert abs(rows[-1] - rows[0] + 1 - 22) <= 1


def test_the_width_is_the_one_foretold():
    columns = written("Happiness").any(axis=(0, 2)).nonzero()[0]
    width, _ = text_size("Happiness", 22)
    assert abs(columns[-1] - columns[0] + 1 - width) <= 4


@pytest.mark.parametrize("at", [(-30, 40), (280, 40), (10, 5), (10, 75)])
def test_text_is_cut_at_the_canvas_edge(at):
    part = written("Happiness", at)
    wide = written("Happiness", (at[0] + 100, at[1] + 100), (300, 600, 3))
    np.testing.assert_array_equal(part, wide[100:160, 100:400])


def test_text_outside_of_the_canvas_changes_nothing():
    assert not written("Happiness", (400, 40)).any()
    assert not written("Happiness", (10, -90)).any()


def test_what_no_font_has_is_a_question_mark(monkeypatch):
    monkeypatch.setattr(lettering, "FONTS", ("no such font.ttf",))
    lettering._of_system.cache_clear()
    np.testing.assert_array_equal(written("a喜b"), written("a?b"))


def test_letters_of_a_system_font_are_written():
    if lettering._of_system("DejaVuSans.ttf", 30) is None:
        pytest.skip("needs the font DejaVu Sans: apt-get install fonts-dejavu")
    assert (written("радость") != written("???????")).any()
    assert (written("радость") != written("печаль?")).any()
