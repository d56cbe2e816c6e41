import pytest

from arm_tf.data import sfew
from arm_tf.errors import InputError

CLASSES = "Angry Disgust Fear Happy Neutral Sad Surprise".split()
LABELS = "anger disgust fear happiness neutral sadness surprise".split()


@pytest.fixture
def root(tmp_path, write_classes):
    """SFEW's folders: `1 + i` faces of class i in Train, one in Val."""
    write_classes("Train/Train_Aligned_Faces", CLASSES)
    write_classes("Val/Val_Aligned_Faces", CLASSES, 1)
    (tmp_path / "Test").mkdir()
    return tmp_path


def test_reports_on_the_validation_part(root):
    splits = sfew.read(root)
    found = dict(zip(splits.train.labels, splits.train.counts(), strict=True))
    assert found == {name: 1 + i for i, name in enumerate(LABELS)}
    assert splits.validation is None
    assert splits.test.counts().tolist() == [1] * 7
    assert "test is Val" in splits.layout


@pytest.mark.parametrize("part", ["Train", "Val"])
def test_both_parts_are_needed(root, part):
    (root / part).rename(root / "elsewhere")
    with pytest.raises(InputError, match=f"in .*{part}_Aligned_Faces.*no such"):
        sfew.read(root)


def test_other_classes_are_refused(root, write_image):
    write_image(root / "Val/Val_Aligned_Faces/Contempt/0.png")
    with pytest.raises(InputError, match="Received: Contempt. Remove"):
        sfew.read(root)
