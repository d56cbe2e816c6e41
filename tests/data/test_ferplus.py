"""FER+'s join and majority rule, with noise instead of faces."""

import numpy as np
import pytest

from arm_tf.config import Config
from arm_tf.data import ferplus
from arm_tf.data.prepare import prepare
from arm_tf.errors import InputError

# neutral happiness surprise sadness anger disgust fear contempt unknown NF
HEADER = (
    "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,"
    "contempt,unknown,NF"
)
SAD = (0, 0, 0, 8, 2, 0, 0, 0, 0, 0)
CONTEMPT = (1, 1, 0, 0, 0, 0, 0, 6, 2, 0)
NOT_A_FACE = (0, 0, 0, 0, 0, 0, 0, 0, 0, 10)
TIE = (5, 5, 0, 0, 0, 0, 0, 0, 0, 0)


def write(root, votes, usages=None, votes_usages=None):
    """Writes both files; the pixels of row i are all i."""
    usages = usages or ["Training"] * len(votes)
    faces = ["emotion,pixels,Usage"]
    rows = [HEADER]
    for i, usage in enumerate(usages):
        faces.append(f"0,{' '.join([str(i)] * 2304)},{usage}")
    # The names drift from the row numbers and are missing for non-faces.
    for counts, usage in zip(votes, votes_usages or usages, strict=True):
        rows.append(f"{usage},,{','.join(map(str, counts))}")
    (root / "fer2013.csv").write_text("\n".join(faces))
    (root / "fer2013new.csv").write_text("\n".join(rows))


def grey_levels(faces):
    return [int(faces.images[i][0, 0, 0]) for i in range(len(faces))]


@pytest.mark.parametrize(
    "votes, kept",
    [
        ((10, 0, 0, 0, 0, 0, 0, 0, 0, 0), True),
        (SAD, True),
        (CONTEMPT, True),
        (NOT_A_FACE, False),
        ((0, 0, 0, 0, 0, 0, 0, 0, 9, 1), False),
        (TIE, False),  # five of ten are not more than half
        ((5, 3, 2, 0, 0, 0, 0, 0, 0, 0), False),
        ((5, 3, 1, 1, 0, 0, 0, 0, 0, 0), True),  # five of eight are
        ((5, 0, 0, 0, 0, 0, 0, 0, 3, 2), False),  # of all, not of eight
        ((1, 1, 1, 1, 1, 1, 1, 1, 1, 1), False),
        ((0,) * 10, False),
    ],
)
def test_the_majority_rule(votes, kept):
    keep, _ = ferplus.majority(np.array([votes]))
    assert keep.tolist() == [kept]


def test_joins_by_row_and_maps_by_name(tmp_path):
    write(tmp_path, [NOT_A_FACE, SAD, TIE, CONTEMPT])
    splits = ferplus.read(tmp_path)
    train = splits.train
    assert grey_levels(train) == [1, 3]
    assert [train.labels[i] for i in train.classes] == ["sadness", "contempt"]
    assert np.array_equal(np.sort(train.targets), np.eye(8)[[7, 7]])
    assert "keeps 2 of 4 faces" in splits.layout
    assert splits.skipped == ()


def test_votes_are_a_distribution_over_the_same_faces(tmp_path):
    write(tmp_path, [NOT_A_FACE, SAD, CONTEMPT])
    train = ferplus.read(tmp_path, targets="votes").train
    assert grey_levels(train) == [1, 2]
    first, second = (
        dict(zip(train.labels, row, strict=True)) for row in train.targets
    )
    assert first["sadness"] == pytest.approx(0.8)
    assert first["anger"] == pytest.approx(0.2)
    # Two votes for unknown are no share; single votes are noise.
    assert second["contempt"] == 1
    assert train.targets.dtype == np.float32
    assert np.allclose(train.targets.sum(axis=1), 1)


@pytest.mark.parametrize(
    "votes, taken",
    [
        (TIE, True),
        ((5, 3, 2, 0, 0, 0, 0, 0, 0, 0), True),
        ((3, 3, 0, 0, 0, 0, 0, 0, 4, 0), True),  # six of ten for expressions
        ((3, 2, 0, 0, 0, 0, 0, 0, 5, 0), False),
        ((1, 1, 1, 1, 1, 1, 1, 1, 2, 0), False),  # single votes are noise
        (SAD, False),  # has a majority
        (NOT_A_FACE, False),
    ],
)
def test_the_undecided_are_torn_between_expressions(votes, taken):
    assert ferplus.no_majority(np.array([votes])).tolist() == [taken]


def test_all_votes_adds_the_undecided_to_training_alone(tmp_path):
    write(
        tmp_path,
        [SAD, TIE, TIE, CONTEMPT, TIE, SAD],
        ["Training"] * 2 + ["PublicTest"] * 2 + ["PrivateTest"] * 2,
    )
    splits = ferplus.read(tmp_path, targets="all-votes")
    assert grey_levels(splits.no_majority) == [1]
    assert splits.no_majority.targets.max() == 0.5
    assert "1 more to train on have no majority" in splits.layout
    assert ferplus.read(tmp_path, targets="votes").no_majority is None
    for part, level in (("train", 0), ("validation", 3), ("test", 5)):
        assert grey_levels(getattr(splits, part)) == [level]


def test_a_part_without_majority_is_refused(tmp_path):
    write(tmp_path, [SAD, TIE], ["Training", "PublicTest"])
    with pytest.raises(InputError, match=r"\(PublicTest\) has no usable faces"):
        ferplus.read(tmp_path)


@pytest.mark.parametrize("extra", [[SAD], []])
def test_other_numbers_of_rows_are_refused(tmp_path, extra):
    write(tmp_path, [SAD, SAD, *extra])
    faces = (tmp_path / "fer2013.csv").read_text().splitlines()
    keep = 3 if extra else 2
    (tmp_path / "fer2013.csv").write_text("\n".join(faces[:keep]))
    received = "3 and 2 rows" if extra else "2 and 1 rows"
    with pytest.raises(InputError, match=f"the same rows.*{received}"):
        ferplus.read(tmp_path)


def test_rows_of_other_usage_are_refused(tmp_path):
    write(
        tmp_path,
        [SAD, SAD],
        ["Training", "Training"],
        ["Training", "PublicTest"],
    )
    with pytest.raises(InputError, match="PublicTest and Training in row 2"):
        ferplus.read(tmp_path)


@pytest.mark.parametrize(
    "row, message",
    [
        ("Training,,11,0,0,0,0,0,0,0,0,0", "votes for neutral .* 0 to 10"),
        ("Training,,0,0,0,0,0,0,0,x,0,0", "votes for contempt"),
        ("Training,,10,0,0,0,0", "expected 12 cells. Received: 7"),
        ("Tr,,10,0,0,0,0,0,0,0,0,0", "Usage to be one of"),
    ],
)
def test_a_faulty_row_is_named(tmp_path, row, message):
    write(tmp_path, [SAD, SAD])
    (tmp_path / "fer2013new.csv").write_text(f"{HEADER}\n{row}")
    with pytest.raises(
        InputError, match=rf"fer2013new.csv, row 1 \(line 2\): .*{message}"
    ):
        ferplus.read(tmp_path)


@pytest.mark.parametrize("missing", ["fer2013.csv", "fer2013new.csv"])
def test_both_files_are_needed(tmp_path, missing):
    write(tmp_path, [SAD])
    (tmp_path / missing).unlink()
    with pytest.raises(InputError, match=f"Expected {missing}.*no such file"):
        ferplus.read(tmp_path)


def test_fer2013_holds_out_the_same_pictures(tmp_path):
    """So a model trained on either may be the start on the other."""
    write(tmp_path, [SAD, CONTEMPT] * 20 + [TIE] * 5)
    ours = prepare(Config(dataset="ferplus", aligned=False), tmp_path)
    other = prepare(Config(dataset="fer2013", aligned=False), tmp_path)
    assert other.cut == ("test", "validation")
    for part in ("validation", "test"):
        held_out = getattr(other, part).hashes.tolist()
        assert held_out == getattr(ours, part).hashes.tolist()
        assert len(held_out) > 1
    assert len(other.train) == len(ours.train) + 5
    assert other.layout.endswith("holds out FER+'s pictures")
    votes = tmp_path / "fer2013new.csv"
    votes.write_text(votes.read_text().rpartition("\n")[0])
    # Votes of other rows are none: it has a split of its own.
    alone = prepare(Config(dataset="fer2013", aligned=False), tmp_path)
    assert alone.validation.hashes.tolist() != other.validation.hashes.tolist()
