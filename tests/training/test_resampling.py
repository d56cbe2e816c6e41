import numpy as np

from arm_tf.training.resampling import (
    class_weights,
    minimal_random_resampling,
    shuffled,
)

CLASSES = np.repeat([0, 1, 2], [50, 20, 5])


def test_shuffled_shows_every_face_once():
    sample = shuffled(30, seed=0)
    assert sorted(sample(0)) == list(range(30))
    assert not np.array_equal(sample(0), sample(1))
    np.testing.assert_array_equal(sample(1), shuffled(30, seed=0)(1))


def test_mrr_draws_as_many_of_each_class_as_the_smallest_has():
    drawn = minimal_random_resampling(CLASSES, 0, seed=0)(0)
    assert np.bincount(CLASSES[drawn]).tolist() == [5, 5, 5]
    assert len(set(drawn)) == 15


def test_mrr_repeats_faces_only_where_a_class_has_too_few():
    drawn = minimal_random_resampling(CLASSES, 20, seed=0)(0)
    assert np.bincount(CLASSES[drawn]).tolist() == [20, 20, 20]
    for kind, distinct in ((0, 20), (1, 20)):
        assert len(set(drawn[CLASSES[drawn] == kind])) == distinct
    assert len(set(drawn[CLASSES[drawn] == 2])) <= 5


def test_mrr_draws_afresh_every_epoch_and_shuffles():
    sample = minimal_random_resampling(CLASSES, 0, seed=0)
    assert set(sample(0)) != set(sample(1))
    np.testing.assert_array_equal(
        sample(1), minimal_random_resampling(CLASSES, 0, seed=0)(1)
    )
    assert not np.array_equal(CLASSES[sample(0)], np.sort(CLASSES[sample(0)]))


def test_class_weights_balance_the_classes_and_average_to_one():
    counts = np.bincount(CLASSES)
    weights = class_weights(counts)
    np.testing.assert_allclose(weights * counts, 25, rtol=1e-6)
    np.testing.assert_allclose((weights * counts).sum(), counts.sum())


def test_a_class_without_faces_weighs_nothing():
    assert class_weights([4, 0, 4]).tolist() == [1, 0, 1]
