"""AffectNet's three forms, with noise instead of its pictures."""

import numpy as np
import pytest

from arm_tf.data import affectnet
from arm_tf.errors import InputError

# As the readme of the database numbers them, 0 to 7.
ORDER = "neutral happiness sadness surprise fear disgust anger contempt".split()
HEADER = (
    "subDirectory_filePath,face_x,face_y,face_width,face_height,"
    "facial_landmarks,expression,valence,arousal"
)


def row(name, label, box="10,5,20,20"):
    return f"{name},{box},1.0;2.0;3.0;4.0,{label},-0.1,0.2"


@pytest.fixture
def csv_form(tmp_path, write_image):
    """Writes both tables, with one picture for each row."""

    def make(train, test, tables="", images="Manually_Annotated_Images"):
        for name, rows in (("training", train), ("validation", test)):
            path = tmp_path / tables / f"{name}.csv"
            path.parent.mkdir(exist_ok=True)
            path.write_text("\n".join([HEADER, *rows]))
        return {
            name: write_image(tmp_path / images / name, 40, 60)
            for name in ("1/a.png", "1/b.png", "2/c.png", "2/d.png")
        }

    return make


@pytest.fixture
def npy_form(tmp_path, write_image):
    """Writes `i + 1` faces of label i for training, one for validation."""

    def make(num_labels=11, dtype="U2"):
        pixels = {}
        for part in ("train_set", "val_set"):
            number = 0
            (tmp_path / part / "annotations").mkdir(parents=True)
            for label in range(num_labels):
                for _ in range(label + 1 if part == "train_set" else 1):
                    path = tmp_path / part / "images" / f"{number}.png"
                    pixels[part, number] = write_image(path)
                    np.save(
                        tmp_path / part / f"annotations/{number}_exp.npy",
                        np.array(label).astype(dtype),
                    )
                    number += 1
        return pixels

    return make


def labels(faces):
    return [faces.labels[i] for i in faces.classes]


def test_the_csv_form_cuts_faces_by_their_boxes(tmp_path, csv_form):
    pixels = csv_form(
        [row("1/b.png", 3), row("1/a.png", 0, "10,5,20,10")],
        [row("2/c.png", 6)],
    )
    splits = affectnet.read(tmp_path, 7)
    assert labels(splits.train) == ["surprise", "neutral"]
    assert labels(splits.test) == ["anger"]
    assert splits.validation is None
    # A tenth of 20 pixels more on each side, and square.
    assert np.array_equal(splits.train.images[0], pixels["1/b.png"][3:27, 8:32])
    assert np.array_equal(
        splits.train.images[1][2:], pixels["1/a.png"][0:22, 8:32]
    )
    assert "csv form" in splits.layout
    assert "test is its validation part" in splits.layout


@pytest.mark.parametrize("tables", ["", "Manually_Annotated_file_lists"])
@pytest.mark.parametrize("images", affectnet.IMAGES)
def test_the_csv_form_has_several_trees(tmp_path, csv_form, tables, images):
    csv_form([row("1/a.png", 1)], [row("2/c.png", 2)], tables, images)
    splits = affectnet.read(tmp_path, 7)
    assert labels(splits.train) == ["happiness"]
    assert labels(splits.test) == ["sadness"]


def test_other_labels_are_left_out(tmp_path, csv_form):
    train = [
        row("1/a.png", 4),
        row("1/b.png", 7),
        row("2/c.png", 8),
        row("gone.png", 10, "NULL,NULL,NULL,NULL"),
    ]
    csv_form(train, [row("2/d.png", 9), row("2/c.png", 5)])
    splits = affectnet.read(tmp_path, 7)
    assert labels(splits.train) == ["fear"]
    assert labels(splits.test) == ["disgust"]
    assert "4 faces with other labels left out" in splits.layout
    assert splits.skipped == ()
    splits = affectnet.read(tmp_path, 8)
    assert labels(splits.train) == ["fear", "contempt"]


def test_contempt_must_be_there_if_it_is_wanted(tmp_path, csv_form):
    csv_form([row("1/a.png", 0)], [row("2/c.png", 0)])
    with pytest.raises(InputError, match="Expected contempt.*affectnet7"):
        affectnet.read(tmp_path, 8)


@pytest.mark.parametrize(
    "bad, message",
    [
        (row("1/b.png", 11), "expression to be a whole number from 0 to 10"),
        (row("1/b.png", -2), "expression to be a whole number"),
        (row("../../b.png", 1), "name of an image below"),
        (row("/etc/b.png", 1), "name of an image below"),
        (
            row("1/b.png", 1, "NULL,1,2,2"),
            "face box in pixels.*'NULL, 1, 2, 2'",
        ),
        (row("1/b.png", 1, "nan,1,2,2"), "face box in pixels"),
        (row("1/b.png", 1, "1,1,inf,2"), "face box in pixels"),
        (row("1/b.png", 1, "1,1,1e300,2"), "face box in pixels"),
        ("1/b.png,10,5,20,20,1.0;2.", "expected 9 cells. Received: 6"),
    ],
)
def test_a_faulty_row_is_named(tmp_path, csv_form, bad, message):
    csv_form([row("1/a.png", 0), bad], [row("2/c.png", 0)])
    with pytest.raises(
        InputError, match=rf"training.csv, row 2 \(line 3\): .*{message}"
    ):
        affectnet.read(tmp_path, 7)


def test_the_pictures_must_be_there(tmp_path, csv_form):
    csv_form([row("1/a.png", 0)], [row("2/c.png", 0)], images="elsewhere")
    with pytest.raises(InputError, match="in .*Manually_Annotated_Images. Rec"):
        affectnet.read(tmp_path, 7)


def test_boxes_stay_with_their_pictures_when_rows_are_left_out(
    tmp_path, csv_form
):
    pixels = csv_form(
        [row("1/a.png", 9, "0,0,4,4"), row("1/b.png", 0, "20,10,10,10")],
        [row("2/c.png", 0)],
    )
    face = affectnet.read(tmp_path, 7).train.images[0]
    assert np.array_equal(face, pixels["1/b.png"][9:21, 19:31])


@pytest.mark.parametrize("dtype", ["U2", "int64", "float32"])
def test_the_npy_form(tmp_path, npy_form, dtype):
    pixels = npy_form(dtype=dtype)
    splits = affectnet.read(tmp_path, 8)
    counts = dict(zip(splits.train.labels, splits.train.counts(), strict=True))
    assert counts == {name: i + 1 for i, name in enumerate(ORDER)}
    assert splits.test.counts().tolist() == [1] * 8
    # 9 + 10 + 11 of training and 3 of validation.
    assert "33 faces with other labels left out" in splits.layout
    assert "npy form" in splits.layout
    # Files are read in the order of their names: 0, 1, 10, 11, ...
    assert np.array_equal(splits.train.images[2], pixels["train_set", 10])
    assert labels(splits.train)[2] == "fear"


def npy(shape):
    """Returns an .npy file of a shape that it does not have, as bytes."""
    head = f"{{'descr': '<i8', 'fortran_order': False, 'shape': {shape}}}\n"
    size = len(head).to_bytes(2, "little")
    return b"\x93NUMPY\x01\0" + size + head.encode() + bytes(8)


@pytest.mark.parametrize(
    "content, message",
    [
        (None, "No such file"),
        (b"", "Received: "),
        (b"not an array", "Received: "),
        (np.array({"pickled": "code"}), "Received: .*allow_pickle=False"),
        (np.array([1, 2]), "Received: "),
        (np.array("x"), "Received: "),
        (np.array(11), "from 0 to 10. Received: '11'"),
        # What numpy raises for these is no ValueError.
        (b"\x93NUMPY\x01\0\x02\0({", "Received: "),
        (np.array(3, "M8[s]"), "Received: int"),
        (npy("(2, 3, 'x')"), "Received: "),
        (npy("(2000000000000,)"), "Received: "),
    ],
)
def test_a_faulty_annotation_is_named(tmp_path, npy_form, content, message):
    npy_form(8)
    path = tmp_path / "train_set/annotations/1_exp.npy"
    path.unlink()
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content is not None:
        np.save(path, content)
    with pytest.raises(InputError, match=f"1_exp.npy.*{message}"):
        affectnet.read(tmp_path, 7)


def test_the_npy_forms_images_must_be_there(tmp_path, npy_form):
    npy_form(8)
    (tmp_path / "val_set/images").rename(tmp_path / "images")
    with pytest.raises(InputError, match="faces in .*val_set/images. Received"):
        affectnet.read(tmp_path, 7)


@pytest.mark.parametrize("val", ["val", "valid", "validation", "test"])
@pytest.mark.parametrize("numbered", [True, False])
def test_class_folders(tmp_path, write_classes, val, numbered):
    folders = range(8) if numbered else [name.title() for name in ORDER]
    write_classes("Train", folders)
    write_classes(val, folders, 1)
    splits = affectnet.read(tmp_path, 7)
    counts = dict(zip(splits.train.labels, splits.train.counts(), strict=True))
    assert counts == {name: i + 1 for i, name in enumerate(ORDER[:7])}
    assert splits.test.counts().tolist() == [1] * 7
    assert "9 faces with other labels" in splits.layout
    assert affectnet.read(tmp_path, 8).test.counts().tolist() == [1] * 8


@pytest.mark.parametrize("name", ["11", "joy"])
def test_other_class_folders_are_refused(tmp_path, write_image, name):
    write_image(tmp_path / "train" / name / "0.png")
    with pytest.raises(InputError, match=f"0 to 7 .*Received: {name}. Rename"):
        affectnet.read(tmp_path, 7)


def test_an_unknown_layout_is_refused(tmp_path):
    (tmp_path / "labels.csv").touch()
    with pytest.raises(InputError, match="Expected AffectNet: training.csv"):
        affectnet.read(tmp_path, 7)
