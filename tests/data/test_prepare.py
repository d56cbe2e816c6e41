import dataclasses

import numpy as np
import pytest

from arm_tf.config import Config
from arm_tf.data import prepare as module
from arm_tf.data.face_sets import FaceSplits, fingerprint, joined
from arm_tf.data.prepare import prepare
from arm_tf.errors import InputError

CONFIG = Config(dataset="folder", validation_share=0.2)


@pytest.fixture
def found(monkeypatch, bars):
    """A function that makes the reader find these splits."""

    def find(**parts):
        splits = FaceSplits("bars", bars(140, 0), **parts)
        monkeypatch.setitem(module.READERS, "folder", lambda root: splits)
        return splits

    return find


def test_what_is_missing_is_cut_from_training(found):
    original = found()
    splits = prepare(CONFIG, "x")
    parts = (splits.train, splits.validation, splits.test)
    assert sum(map(len, parts)) == 140
    assert len(splits.test) == 28
    assert 20 <= len(splits.validation) <= 26  # a fifth of the rest
    hashes = [set(part.hashes) for part in parts]
    assert not hashes[0] & hashes[1] | hashes[0] & hashes[2]
    assert set.union(*hashes) == set(original.train.hashes)
    for part in parts[1:]:
        assert np.ptp(part.counts()) <= 1


def test_what_a_set_has_is_kept(found, bars):
    original = found(validation=bars(14, 1), test=bars(21, 2))
    splits = prepare(CONFIG, "x")
    assert splits.validation is original.validation
    assert splits.test is original.test
    assert len(splits.train) == 140


def test_undecided_faces_join_training_alone_and_bring_no_copy(found, bars):
    original = found(test=bars(21, 2))
    cut = prepare(CONFIG, "x")
    more = bars(30, 3)
    copies = [cut.validation.take([0]), cut.test.take([0, 1])]
    found(test=original.test, no_majority=joined((more, *copies)))
    splits = prepare(CONFIG, "x")
    assert fingerprint(splits.validation) == fingerprint(cut.validation)
    assert splits.test is original.test
    expected = joined((cut.train, more))
    assert fingerprint(splits.train) == fingerprint(expected)
    last = splits.train.images[len(splits.train) - 1]
    assert np.array_equal(last, more.images[29])


def test_a_runs_seed_does_not_move_the_cut(found):
    found()
    first = prepare(CONFIG, "x")
    second = prepare(dataclasses.replace(CONFIG, seed=7), "x")
    assert set(first.test.hashes) == set(second.test.hashes)


def test_without_training_faces_nothing_is_cut(monkeypatch, bars):
    splits = FaceSplits("bars", bars(0, 0), test=bars(21, 2))
    monkeypatch.setitem(module.READERS, "folder", lambda root: splits)
    assert prepare(CONFIG, "x") is splits


def test_data_must_be_named():
    with pytest.raises(InputError, match="preset folder needs.*no --data"):
        prepare(CONFIG, None)
