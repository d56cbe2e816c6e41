import numpy as np
import pytest

from arm_tf.errors import InputError
from arm_tf.evaluation import groups, metrics


def answers(hits, classes, sure=0.8):
    """Returns probabilities of two classes that are correct where `hits`."""
    chosen = np.where(hits, classes, 1 - classes)
    rows = np.full((len(hits), 2), 1 - sure)
    rows[np.arange(len(hits)), chosen] = sure
    return rows


def test_each_group_has_the_reports_figures():
    rng = np.random.default_rng(0)
    classes = rng.integers(2, size=300)
    hits = rng.random(300) < 0.8
    names = np.array(["a", "b", ""])[np.arange(300) % 3]
    found = groups.report(answers(hits, classes), classes, names)
    assert found["by_group"].keys() == {"a", "b"}
    assert found["without_group"] == 100
    rows = names == "b"
    expected = metrics.report(
        answers(hits, classes)[rows], classes[rows], ["x", "y"], "test"
    )
    for key in ("num_images", "accuracy", "mean_recall", "ece"):
        assert found["by_group"]["b"][key] == pytest.approx(
            getattr(expected, key)
        )
    for key in ("accuracy", "mean_recall"):
        low, high = found["by_group"]["b"][f"{key}_interval"]
        assert low < found["by_group"]["b"][key] < high
    assert found["spread_p_value"] > 0.05
    told = groups.summary(found)
    assert "no more than chance" in told and "100 faces have no group" in told


def test_a_group_that_is_read_worse_is_noticed():
    rng = np.random.default_rng(0)
    classes = rng.integers(2, size=400)
    names = np.array(["old", "young"])[np.arange(400) % 2]
    hits = rng.random(400) < np.where(names == "old", 0.7, 0.9)
    found = groups.report(answers(hits, classes), classes, names)
    assert found["spread_p_value"] < 0.01
    assert "more than chance" in groups.summary(found)


def test_a_group_with_harder_expressions_is_not_taken_for_worse():
    rng = np.random.default_rng(0)
    names = np.array(["a", "b"])[np.arange(1000) % 2]
    classes = (rng.random(1000) < np.where(names == "a", 0.9, 0.1)).astype(int)
    hits = rng.random(1000) < np.where(classes == 1, 0.95, 0.6)
    found = groups.report(answers(hits, classes), classes, names)
    by_group = found["by_group"]
    assert by_group["a"]["accuracy"] - by_group["b"]["accuracy"] > 0.2
    assert found["spread_p_value"] > 0.05


def test_chance_is_taken_for_more_in_one_of_twenty(monkeypatch):
    monkeypatch.setattr(groups, "PERMUTATIONS", 499)
    rng = np.random.default_rng(0)
    values = []
    for _ in range(60):
        classes = rng.integers(2, size=60)
        hits = rng.random(60) < 0.7
        values.append(groups.spread(hits, classes, np.arange(60) % 3))
    assert np.mean(np.array(values) < 0.05) < 0.15
    assert 0.35 < np.mean(values) < 0.65


def test_one_group_has_no_spread():
    hits, classes = np.array([True, False]), np.array([0, 1])
    assert groups.spread(hits, classes, np.array(["a", "a"])) == 1


def test_reads_groups_by_name(tmp_path):
    path = tmp_path / "groups.csv"
    path.write_text("face,group\nb/2.png,old\nc/3.png,young\nb/2.png,old\n")
    found = groups.read(path, ["a/1.png", "b/2.png", "c/3.png"])
    assert found.tolist() == ["", "old", "young"]


@pytest.mark.parametrize(
    "rows, message",
    [
        ("1,old\n1,young\n", "one group a face.*'young' and 'old' for 1"),
        ("x,old\n", "such as 1\\. Received: .*none of these 2 faces"),
    ],
)
def test_groups_that_do_not_fit_are_refused(tmp_path, rows, message):
    path = tmp_path / "groups.csv"
    path.write_text(f"face,group\n{rows}")
    with pytest.raises(InputError, match=message):
        groups.read(path, ["1", "2"])
