"""FER2013's forms, with noise instead of its faces."""

import numpy as np
import pytest

from arm_tf.data import fer2013
from arm_tf.data.face_sets import joined, pixel_hash
from arm_tf.errors import InputError

# As the challenge numbers them, 0 to 6.
ORDER = "anger disgust fear happiness sadness surprise neutral".split()
TRAINING, PUBLIC, PRIVATE = "Training", "PublicTest", "PrivateTest"
FACE = " ".join(["7"] * 2304)


def noise(num_faces):
    rng = np.random.default_rng(0)
    return rng.integers(0, 256, (num_faces, 48, 48, 1), dtype="uint8")


def write(path, emotions, usages, layout="{emotion},{pixels},{usage}"):
    """Writes a csv with a face of noise in each row; returns the pixels."""
    pixels = noise(len(emotions))
    header = {"emotion": "emotion", "pixels": "pixels", "usage": "Usage"}
    rows = [layout.format(**header)]
    for face, emotion, usage in zip(pixels, emotions, usages, strict=True):
        text = " ".join(map(str, face.ravel()))
        rows.append(layout.format(emotion=emotion, pixels=text, usage=usage))
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(rows) + "\n")
    return pixels


@pytest.mark.parametrize(
    "name, layout",
    [
        ("fer2013.csv", "{emotion},{pixels},{usage}"),
        ("fer2013.csv", '"{emotion}","{pixels}","{usage}"'),
        ("fer2013/fer2013.csv", "{emotion},{pixels},{usage}"),
        ("icml_face_data.csv", "{emotion}, {usage}, {pixels}"),
    ],
)
def test_reads_the_csv(tmp_path, name, layout):
    usages = [TRAINING] * 7 + [PUBLIC, PRIVATE]
    pixels = write(tmp_path / name, [*range(7), 3, 6], usages, layout)
    splits = fer2013.read(tmp_path)
    train = splits.train
    assert [train.labels[i] for i in train.classes] == ORDER
    assert train.targets.dtype == np.float32
    assert np.array_equal(train.images.pixels, pixels[:7])
    assert train.hashes.tolist() == [pixel_hash(face) for face in pixels[:7]]
    assert np.array_equal(splits.validation.images[0], pixels[7])
    assert splits.train.names.tolist() == [*range(1, 8)]  # the csv's rows
    assert splits.test.names.tolist() == [9]
    assert joined((splits.test, train.take([2]))).names.tolist() == [9, 3]
    assert np.array_equal(splits.test.images[0], pixels[8])
    assert splits.test.labels[splits.test.classes[0]] == "neutral"
    assert name.split("/")[-1] in splits.layout
    assert "test is PrivateTest" in splits.layout


@pytest.mark.parametrize("usage", [PUBLIC, PRIVATE])
def test_a_single_test_part_is_the_test_split(tmp_path, usage):
    pixels = write(tmp_path / "fer2013.csv", [0, 1], [TRAINING, usage])
    splits = fer2013.read(tmp_path)
    assert splits.validation is None
    assert np.array_equal(splits.test.images.pixels, pixels[1:])
    assert f"test is {usage}" in splits.layout


def test_private_rows_alone_can_be_evaluated(tmp_path):
    write(tmp_path / "fer2013.csv", [0, 6, 6], [PRIVATE] * 3)
    splits = fer2013.read(tmp_path)
    assert len(splits.train) == 0
    assert splits.train.counts().tolist() == [0] * 7
    assert len(splits.test) == 3
    assert splits.test.labels == splits.train.labels


@pytest.mark.parametrize(
    "row, message",
    [
        (f"7,{FACE},Training", "emotion to be a whole number from 0 to 6"),
        (f",{FACE},Training", "emotion to be a whole number"),
        (f"0,{FACE},Test", "Usage to be one of Training, .*'Test'"),
        (f"0,{FACE},Train", "Usage .*Received: 'Train'.*cut off"),
        (f"0,{FACE}", "expected 3 cells. Received: 2. Was the file cut off"),
        ("0,7 7 7", "expected 3 cells"),
        ("0,7 7 7,Training", "2304 pixels .*Received: 3 numbers"),
        (f"0,{FACE} 7,Training", "2304 pixels .*Received: 2305 numbers"),
        ("0,,Training", "Received: 0 numbers"),
        (f"0,{FACE[:-1]}x,Training", "'7 7 .*not all whole numbers"),
        (f"0,{FACE[:-1]}1.5,Training", "not all whole numbers"),
        (f"0,{FACE[:-1]}256,Training", "numbers from 7 to 256"),
        (f"0,{FACE[:-1]}-1,Training", "numbers from -1 to 7"),
        (f"0,{FACE[:-1]}{2**64},Training", "numbers from 7 to "),
    ],
)
def test_a_faulty_row_is_named(tmp_path, row, message):
    rows = f"emotion,pixels,Usage\n0,{FACE},Training\n{row}"
    (tmp_path / "fer2013.csv").write_text(rows)
    with pytest.raises(
        InputError, match=rf"fer2013.csv, row 2 \(line 3\): .*{message}"
    ) as caught:
        fer2013.read(tmp_path)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("header", ["emotion,pixels", "label,pixels,Usage"])
def test_a_wrong_header_is_refused(tmp_path, header):
    (tmp_path / "fer2013.csv").write_text(f"{header}\n0,{FACE}\n")
    with pytest.raises(InputError, match="columns emotion, pixels, Usage"):
        fer2013.read(tmp_path)


def test_a_header_alone_is_refused(tmp_path):
    (tmp_path / "fer2013.csv").write_text("emotion,pixels,Usage\n")
    with pytest.raises(InputError, match="Received: only a header"):
        fer2013.read(tmp_path)


def test_kaggles_folders_are_read_by_name(tmp_path, write_classes):
    """In their alphabetical order, neutral is 4 and sad is 5."""
    names = "angry disgust fear happy neutral sad surprise".split()
    write_classes("train", names)
    write_classes("test", names, 1)
    splits = fer2013.read(tmp_path)
    found = dict(zip(splits.train.labels, splits.train.counts(), strict=True))
    assert (found["anger"], found["neutral"], found["sadness"]) == (1, 5, 6)
    assert splits.test.counts().tolist() == [1] * 7
    assert splits.validation is None
    assert "Kaggle's folders" in splits.layout


@pytest.mark.parametrize("name", ["0", "contempt", "misc"])
def test_other_class_folders_are_refused(tmp_path, write_image, name):
    write_image(tmp_path / f"train/{name}/0.png")
    with pytest.raises(InputError, match=f"Received: {name}. Numbers differ"):
        fer2013.read(tmp_path)


def test_an_unknown_layout_is_refused(tmp_path):
    (tmp_path / "fer.csv").touch()
    with pytest.raises(InputError, match="Expected FER2013: fer2013.csv.*none"):
        fer2013.read(tmp_path)
