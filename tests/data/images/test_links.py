"""A data set that links to a private file does not get to show it."""

import numpy as np
import pytest

from arm_tf.data import aff_wild2, affectnet, fer2013, ferplus, raf_db
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
    with pytest.raises(InputError, match="a link out of it") as caught:
        read(root)
    assert "private" not in str(caught.value)


def test_a_link_within_the_data_folder_is_followed(root):
    pixels = " ".join(map(str, np.zeros(2304, int)))
    rows = [f"{n % 7},{pixels},Training" for n in range(14)]
    (root / "real.csv").write_text("\n".join(["emotion,pixels,Usage", *rows]))
    (root / "fer2013.csv").symlink_to(root / "real.csv")
    assert len(fer2013.read(root).train) == 14
