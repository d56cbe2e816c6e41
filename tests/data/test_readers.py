import textwrap

import numpy as np
import pytest

from arm_tf.data import readers
from arm_tf.data.face_sets import ArrayImages, FaceSet, FaceSplits, one_hot
from arm_tf.errors import InputError


def make(counts, hashes):
    classes = np.repeat(np.arange(len(counts)), counts)
    return FaceSet(
        ArrayImages(np.zeros((len(classes), 1, 1, 1), "uint8")),
        one_hot(classes, len(counts)),
        ("neutral", "fear"),
        np.array(hashes, "uint64"),
    )


def test_describes_what_was_found():
    found = FaceSplits(
        "A set",
        train=make([1200, 34], range(1234)),
        # One face of train four times, another once.
        test=make([5, 6], [7, 7, 7, 7, 9, *range(2000, 2006)]),
        skipped=(("a.png", "zero bytes"), ("b.png", "zero bytes")),
    )
    assert readers.describe(found) == textwrap.dedent("""\
        A set
                 train  test  total
        neutral  1,200     5  1,205
        fear        34     6     40
        all      1,234    11  1,245
        skipped: 2 (see the run's skipped.csv), the first a.png: zero bytes
        exact copies of train in test: 5""")


def test_describes_a_clean_set_without_remarks():
    found = FaceSplits(
        "A set",
        make([1, 1], [0, 1]),
        make([2, 0], [5, 6]),
        make([0, 3], [7, 8, 9]),
    )
    assert readers.describe(found) == textwrap.dedent("""\
        A set
                 train  validation  test  total
        neutral      1           2     0      3
        fear         1           0     3      4
        all          2           2     3      7""")


EXPECTED = {
    "raf_db": "RAF-DB",
    "fer2013": "FER2013",
    "ferplus": "fer2013new.csv",
    "affectnet7": "AffectNet",
    "affectnet8": "AffectNet",
    "sfew": "SFEW",
    "aff_wild2": "Aff-Wild2",
    "folder": "class-named",
}


@pytest.mark.parametrize("name", readers.READERS)
@pytest.mark.parametrize(
    "below, fault", [(".", "is empty"), ("gone", "does not exist")]
)
def test_every_reader_refuses_a_folder_without_data(
    tmp_path, name, below, fault
):
    with pytest.raises(
        InputError, match=f"Exp.*{EXPECTED[name]}.*Received.*{fault}.*Check"
    ) as caught:
        readers.READERS[name](tmp_path / below)
    assert "\n" not in str(caught.value)
