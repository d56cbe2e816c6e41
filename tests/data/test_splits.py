import hypothesis
import hypothesis.strategies as st
import numpy as np
import pytest

from arm_tf.data import splits
from arm_tf.data.face_sets import ArrayImages, FaceSet, one_hot
from arm_tf.errors import InputError


def make(classes, hashes=None, num_classes=3):
    """Faces whose only pixel is their number, all distinct by default."""
    numbers = np.arange(len(classes), dtype="uint8")
    if hashes is None:
        hashes = numbers
    return FaceSet(
        ArrayImages(numbers.reshape(-1, 1, 1, 1)),
        one_hot(np.array(classes, int), num_classes),
        tuple(f"class {i}" for i in range(num_classes)),
        np.array(hashes, "uint64"),
    )


def numbers(faces):
    return [int(faces.images[i][0, 0, 0]) for i in range(len(faces))]


def test_every_class_gives_the_same_share():
    faces = make([0] * 100 + [1] * 50 + [2] * 10)  # sorted, as files are
    rest, part = splits.cut(faces, 0.1, seed=0)
    assert part.counts().tolist() == [10, 5, 1]
    assert sorted(numbers(rest) + numbers(part)) == list(range(160))
    assert numbers(rest) == sorted(numbers(rest))
    # Not the first or last of each class.
    assert max(numbers(part)[:10]) - min(numbers(part)[:10]) > 30


def test_the_seed_decides():
    faces = make([0] * 100 + [1] * 100)
    first, again, other = (
        numbers(splits.cut(faces, 0.2, seed)[1]) for seed in (1, 1, 2)
    )
    assert first == again != other


def test_the_order_of_the_faces_does_not_matter():
    faces = make([0] * 30 + [1] * 30)
    order = np.random.default_rng(0).permutation(60)
    _, part = splits.cut(faces, 0.2, seed=0)
    _, shuffled = splits.cut(faces.take(order), 0.2, seed=0)
    assert sorted(numbers(part)) == sorted(numbers(shuffled))


@hypothesis.given(
    rows=st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 30)), max_size=80
    ),
    fraction=st.floats(0.01, 0.99),
    seed=st.integers(0, 2**32),
)
@hypothesis.settings(max_examples=200, deadline=None)
def test_copies_never_straddle_the_cut(rows, fraction, seed):
    classes = [label for label, _ in rows]
    faces = make(classes, [value for _, value in rows])
    # The class of a group of copies is that of its first face.
    groups = {}
    for label, value in rows:
        groups.setdefault(value, label)
    per_class = np.bincount(list(groups.values()), minlength=3)
    if max(per_class) < 2:
        with pytest.raises(InputError, match="at least two different faces"):
            splits.cut(faces, fraction, seed)
        return
    rest, part = splits.cut(faces, fraction, seed)
    assert not splits.duplicates(rest, part).any()
    assert sorted(numbers(rest) + numbers(part)) == list(range(len(rows)))
    for label in range(3):
        in_part = {int(h) for h in part.hashes if groups[int(h)] == label}
        in_rest = {int(h) for h in rest.hashes if groups[int(h)] == label}
        assert bool(in_part) == (per_class[label] > 1)
        assert bool(in_rest) == (per_class[label] > 0)


@pytest.mark.parametrize(
    "hashes, sizes",
    [
        ([0, 1], (1, 1)),  # one each, though a tenth of two is none
        ([0, 0, 0, 0, 1], (4, 1)),  # the smallest group, if none fits
        ([0, 0, 0, 1, 1, 1], (3, 3)),
    ],
)
def test_tiny_classes(hashes, sizes):
    faces = make([0] * len(hashes), hashes)
    rest, part = splits.cut(faces, 0.1, seed=0)
    assert (len(rest), len(part)) == sizes


def test_a_single_face_of_a_class_is_left_in_train():
    rest, part = splits.cut(make([0] * 10 + [1]), 0.9, seed=0)
    assert part.counts().tolist() == [9, 0, 0]
    assert rest.counts().tolist() == [1, 1, 0]


@pytest.mark.parametrize("hashes", [[], [5], [5, 5, 5]])
def test_what_cannot_be_cut_is_refused(hashes):
    with pytest.raises(
        InputError,
        match=f"Received: {len(set(hashes))} different faces to train on",
    ):
        splits.cut(make([0] * len(hashes), hashes), 0.5, seed=0)


def test_finds_the_faces_that_train_has_too():
    train = make([0, 0, 1], [7, 8, 7])
    other = make([0, 1, 2, 2], [9, 7, 8, 10])
    found = splits.duplicates(train, other)
    assert found.tolist() == [False, True, True, False]
    assert splits.duplicates(make([]), other).sum() == 0


@hypothesis.given(
    counts=st.lists(
        st.lists(st.integers(0, 50), min_size=3, max_size=3),
        min_size=2,
        max_size=12,
    ),
    fraction=st.floats(0.05, 0.95),
)
@hypothesis.settings(max_examples=50, deadline=None)
def test_groups_are_chosen_whole_and_never_all(counts, fraction):
    with_faces = np.array(counts).any(axis=1)
    if with_faces.sum() < 2:
        with pytest.raises(InputError, match="two videos with labelled faces"):
            splits.choose_groups(counts, fraction, 0)
        return
    chosen = splits.choose_groups(counts, fraction, 0)
    assert chosen.shape == (len(counts),) and chosen.dtype == bool
    assert 1 <= chosen[with_faces].sum() < with_faces.sum()
    again = splits.choose_groups(counts, fraction, 0)
    np.testing.assert_array_equal(chosen, again)


def test_groups_are_chosen_for_every_class():
    rng = np.random.default_rng(0)
    # Each group shows mostly one class, as a video does.
    counts = np.array(
        [rng.multinomial(300, p) for p in rng.dirichlet([0.3] * 8, 250)]
    )
    chosen = splits.choose_groups(counts, 0.1, 0)
    shares = counts[chosen].sum(axis=0) / counts.sum(axis=0)
    assert np.abs(shares - 0.1).max() < 0.04
    assert (splits.choose_groups(counts, 0.1, 1) != chosen).any()


def test_a_class_in_one_group_alone_stays_in_train():
    counts = [[10, 0], [10, 0], [10, 0], [10, 0], [10, 50]]
    for seed in range(5):
        assert not splits.choose_groups(counts, 0.2, seed)[-1]


@hypothesis.given(
    sizes=st.lists(st.integers(3, 40), min_size=2, max_size=2),
    copies=st.integers(1, 4),
    number=st.integers(2, 3),
    seed=st.integers(0, 2**32),
)
def test_folds_share_out_every_class(sizes, copies, number, seed):
    classes = np.repeat([0, 1], np.array(sizes) * copies)
    hashes = np.repeat(np.arange(sum(sizes)), copies)
    faces = make(classes, hashes)  # the third class has none
    dealt = splits.folds(faces, number, seed)
    for label in (0, 1):
        counts = np.bincount(dealt[classes == label], minlength=number)
        assert counts.max() - counts.min() <= copies
    for copy in np.unique(hashes):
        assert len(set(dealt[hashes == copy])) == 1


def test_more_folds_than_faces_of_a_class():
    words = "at least 4 different faces.*folds=4. Received: 3 of class 1"
    with pytest.raises(InputError, match=words):
        splits.folds(make([0] * 9 + [1] * 3), 4, seed=0)
