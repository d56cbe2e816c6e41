"""RAF-DB's layouts, with tiny images of noise instead of its faces."""

import numpy as np
import pytest

from arm_tf.data import raf_db
from arm_tf.errors import InputError

# As the release's readme numbers them, 1 to 7.
OFFICIAL = "surprise fear disgust happiness sadness anger neutral".split()
# As EfficientFace's README numbers them, 0 to 6.
EFFICIENT = "neutral happiness sadness surprise fear disgust anger".split()


@pytest.fixture
def official(tmp_path, write_image):
    """The official release: one face a class in train, one in test."""

    def make(root=tmp_path, extra=""):
        lines = [f"train_{i:05}.jpg {i}\n" for i in range(1, 8)]
        lines += ["test_0001.jpg 4\n"]
        for line in lines:
            stem = line.split(".")[0]
            write_image(root / f"Image/aligned/{stem}_aligned.jpg", 100, 100)
        table = root / "EmoLabel/list_patition_label.txt"
        table.parent.mkdir()
        table.write_text("".join(lines) + extra)
        return tmp_path

    return make


@pytest.fixture
def repack(tmp_path, write_image):
    """A repack: `1 + i` faces in folder i of train, one of each in test."""

    def make(folder, numbers):
        pixels = {}
        for i in numbers:
            for k in range(1 + i):
                name = f"train/{i}/train_{i}{k}.png"
                pixels[name] = write_image(tmp_path / folder / name)
            name = f"test/{i}/test_{i}0.png"
            pixels[name] = write_image(tmp_path / folder / name)
        return pixels

    return make


def counts(faces):
    return dict(zip(faces.labels, faces.counts().tolist(), strict=True))


@pytest.mark.parametrize("below", ["", "basic"])
def test_reads_the_official_release(tmp_path, official, below):
    splits = raf_db.read(official(tmp_path / below))
    assert [splits.train.labels[i] for i in splits.train.classes] == OFFICIAL
    assert counts(splits.test)["happiness"] == len(splits.test) == 1
    assert splits.train.images[0].shape == (100, 100, 3)
    assert splits.validation is None
    assert "official release" in splits.layout


def test_each_face_has_its_own_label(tmp_path, official):
    """The list is not in the order of the numbers."""
    root = official(extra="\n  \n")
    table = root / "EmoLabel/list_patition_label.txt"
    lines = table.read_text().splitlines()
    before = raf_db.read(root).train
    table.write_text("\n".join([*lines[3:], *lines[:3]]))
    after = raf_db.read(root).train
    labels = dict(zip(before.hashes, before.classes, strict=True))
    assert [labels[h] for h in after.hashes] == after.classes.tolist()
    assert after.classes.tolist() != before.classes.tolist()


def test_the_compound_release_is_refused(official):
    root = official(extra="train_00008.jpg 8\n")
    with pytest.raises(
        InputError, match=r"row 9: expected a label from 1 to 7.*'8'.*compound"
    ):
        raf_db.read(root)


@pytest.mark.parametrize("label", ["0", "-1", "x", "1.0"])
def test_labels_out_of_range_are_refused(official, label):
    root = official(extra=f"train_00001.jpg {label}\n")
    with pytest.raises(InputError, match=f"from 1 to 7. Received: '{label}'"):
        raf_db.read(root)


@pytest.mark.parametrize("line", ["train_00009.j", "train_1.jpg 1 2"])
def test_a_line_that_was_cut_off_is_refused(official, line):
    with pytest.raises(InputError, match="row 9: expected a name and a label"):
        raf_db.read(official(extra=line))


def test_other_names_are_refused(official):
    with pytest.raises(InputError, match="starts with train_ or test_"):
        raf_db.read(official(extra="val_0001.jpg 1\n"))


def test_the_list_cannot_leave_the_data_folder(official):
    root = official(extra="train_/../../../../secret.jpg 1\n")
    with pytest.raises(
        InputError, match="row 9: expected the name of an image"
    ):
        raf_db.read(root)


def test_the_aligned_images_must_be_there(official):
    root = official()
    (root / "Image/aligned").rename(root / "Image/original")
    with pytest.raises(InputError, match="aligned images in .*Image/aligned"):
        raf_db.read(root)


def test_missing_images_are_listed(official):
    root = official()
    (root / "Image/aligned/train_00002_aligned.jpg").unlink()
    splits = raf_db.read(root)
    ((name, reason),) = splits.skipped
    assert name == "Image/aligned/train_00002_aligned.jpg"
    assert "No such file" in reason
    assert counts(splits.train)["fear"] == 0


def write_csv(path, part, numbers):
    rows = [
        f"{part}_{i}{k}.png,{i}"
        for i in numbers
        for k in range(1 + i if part == "train" else 1)
    ]
    path.write_text("\n".join(["image,label", *rows]))


@pytest.mark.parametrize("table", ["", "DATASET", None])
def test_reads_kaggles_repack(tmp_path, repack, table):
    pixels = repack("DATASET", range(1, 8))
    if table is not None:
        write_csv(tmp_path / table / "train_labels.csv", "train", range(1, 8))
        write_csv(tmp_path / table / "test_labels.csv", "test", range(1, 8))
    splits = raf_db.read(tmp_path)
    assert counts(splits.train) == {n: 2 + i for i, n in enumerate(OFFICIAL)}
    assert counts(splits.test) == dict.fromkeys(OFFICIAL, 1)
    assert np.array_equal(
        splits.train.images[0], pixels["train/1/train_10.png"]
    )
    assert "Kaggle" in splits.layout
    if table != "":  # Named directly; its tables are then beside `train`.
        assert len(raf_db.read(tmp_path / "DATASET").train) == len(splits.train)


@pytest.mark.parametrize(
    "row, message",
    [
        ("train_10.png,8", "row 1 .*from 1 to 7.*'8'.*compound"),
        ("../../../secret.png,1", "row 1 .*name of an image below"),
        ("/etc/secret.png,1", "row 1 .*name of an image below"),
        ("train_10.png", "row 1 .*expected 2 cells"),
    ],
)
def test_a_faulty_csv_is_refused(tmp_path, repack, row, message):
    repack("DATASET", range(1, 8))
    (tmp_path / "train_labels.csv").write_text(f"image,label\n{row}")
    with pytest.raises(InputError, match=message):
        raf_db.read(tmp_path)


def test_a_csv_that_contradicts_the_folders_is_refused(tmp_path, repack):
    repack("DATASET", range(1, 8))
    rows = [f"train_{i}0.png,{8 - i}" for i in range(1, 8)]
    (tmp_path / "train_labels.csv").write_text(
        "\n".join(["image,label", *rows])
    )
    with pytest.raises(
        InputError, match="DATASET/train/7/train_10.png: No suc"
    ):
        raf_db.read(tmp_path)


@pytest.mark.parametrize("test", ["test", "valid", "val"])
def test_efficientfaces_folders_start_at_neutral(tmp_path, repack, test):
    repack("", range(7))
    (tmp_path / "test").rename(tmp_path / test)
    splits = raf_db.read(tmp_path)
    assert counts(splits.train) == {n: 1 + i for i, n in enumerate(EFFICIENT)}
    assert counts(splits.test) == dict.fromkeys(EFFICIENT, 1)
    assert "EfficientFace" in splits.layout


@pytest.mark.parametrize("numbers", [range(1, 12), range(8), range(1, 7)])
def test_other_numbers_of_folders_are_refused(tmp_path, repack, numbers):
    repack("", numbers)
    with pytest.raises(InputError, match="class folders 1 to 7.*0 to 6"):
        raf_db.read(tmp_path)


def test_an_unknown_layout_is_refused(tmp_path, write_image):
    write_image(tmp_path / "happy/1.png")
    with pytest.raises(
        InputError, match=r"Expected the layout of RAF-DB.*none"
    ):
        raf_db.read(tmp_path)
