"""A data set with links to private files cannot expose them."""

import cv2
import numpy as np
import pytest

from arm_tf.data import aff_wild2, affectnet, fer2013, ferplus, folder, raf_db
from arm_tf.data.images import links
from arm_tf.errors import InputError

SECRET = "private: do not show\n"


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "elsewhere" / "secret.txt"
    path.parent.mkdir()
    path.write_text(SECRET)
    return path


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "data"
    root.mkdir()
    return root


def read_ferplus(root):
    row = "3," + " ".join(["0"] * 2304) + ",Training"
    (root / "fer2013.csv").write_text(f"emotion,pixels,Usage\n{row}\n")
    return ferplus.read(root)


def read_npy(root):
    (root / "train_set/images").mkdir()
    (root / "train_set/images/1.jpg").write_bytes(b"")
    return affectnet.read(root, 7)


def read_kaggle(root):
    for number in range(1, 8):
        folder = root / f"train/{number}"
        folder.mkdir(parents=True)
        (folder / "a.jpg").write_bytes(b"")
    return raf_db.read(root)


@pytest.mark.parametrize(
    "name, read",
    [
        ("fer2013.csv", fer2013.read),
        ("fer2013new.csv", read_ferplus),
        ("EmoLabel/list_patition_label.txt", raf_db.read),
        ("train_labels.csv", read_kaggle),
        ("training.csv", lambda root: affectnet.read(root, 7)),
        ("train_set/annotations/1_exp.npy", read_npy),
        ("EXPR_Set/Training_Set/a.txt", aff_wild2.read),
    ],
)
def test_a_label_file_is_not_read_through_a_link(root, secret, name, read):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(secret)
    with pytest.raises(
        InputError, match="a link out of the data folder"
    ) as caught:
        read(root)
    assert "private" not in str(caught.value)


def test_a_link_within_the_data_folder_is_followed(root):
    pixels = " ".join(map(str, np.zeros(2304, int)))
    rows = [f"{n % 7},{pixels},Training" for n in range(14)]
    (root / "real.csv").write_text("\n".join(["emotion,pixels,Usage", *rows]))
    (root / "fer2013.csv").symlink_to(root / "real.csv")
    assert len(fer2013.read(root).train) == 14


def test_links_to_a_store_are_followed_if_asked_for(
    root, tmp_path, monkeypatch
):
    """As in DVC and git-annex, where every file is a link."""
    store = tmp_path / "store"
    for number, name in enumerate(("happy", "sad")):
        for index in range(3):
            image = np.full((8, 8, 3), 40 * index + 9 * number, "uint8")
            path = store / f"{number}{index}"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(cv2.imencode(".png", image)[1].tobytes())
            link = root / name / f"{index}.png"
            link.parent.mkdir(exist_ok=True)
            link.symlink_to(path)
    with pytest.raises(InputError, match="6.* set ARM_TF_FOLLOW_LINKS=1"):
        folder.read(root)
    monkeypatch.setenv("ARM_TF_FOLLOW_LINKS", "1")
    assert len(folder.read(root).train) == 6
    for path in store.iterdir():
        path.unlink()
    with pytest.raises(InputError, match="a link to nothing.*git annex get"):
        folder.read(root)


@pytest.mark.parametrize(
    "reason, told",
    [
        ("Permission denied", "chmod"),
        ("Input/output error", "disk"),
        ("No such file or directory", "Unpack"),
        ("not a whole picture that OpenCV can read", "Get the file again"),
    ],
)
def test_each_cause_has_its_remedy(reason, told):
    assert told in links.remedy(reason)
