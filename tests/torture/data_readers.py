"""The readers of data sets, each with small good files to be damaged.

Around each there are a picture outside of the data folder, and a link that
leads to it: label files that name either must not be followed.
"""

import io

import cv2
import numpy as np

from arm_tf.data import aff_wild2, affectnet, fer2013, ferplus, folder, raf_db
from arm_tf.faces.pictures import decode, read_picture
from tests.helpers.aff_wild2_tree import (
    NAMES,
    codes_of,
    write_annotation,
    write_images,
)
from tests.torture.fuzz import Reader, reader_of

PIXELS = np.arange(16 * 16 * 3, dtype="uint8").reshape(16, 16, 3)
FORMATS = (".png", ".jpg", ".bmp", ".tiff", ".webp", ".gif", ".ppm")
# A label file that leads out of the folder, in every notation.
LEADS_OUT = (b"../outside/train_1", b"link/train_1", b"..\\outside\\train_1")
LEADS_OUT += (b"/etc/hostname", b"\0", b"~/x.png", b"a/../../outside/train_1")
USAGES = ("Training", "PublicTest", "PrivateTest")


def _outside(root):
    """Puts a picture beside the data folder, and a link to it inside."""
    outside = root.parent / "outside"
    for name in ("train_1.jpg", "train_1_aligned.jpg", "train_1.png"):
        _picture(outside / name)
    (root / "link").symlink_to(outside)


def _picture(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), PIXELS)


def _fer2013_csv(rows):
    lines = ["emotion,pixels,Usage"]
    for row in range(rows):
        pixels = " ".join(str((row * 7 + i) % 256) for i in range(48 * 48))
        lines.append(f"{row % 7},{pixels},{USAGES[row % 3]}")
    return ("\n".join(lines) + "\n").encode()


def fer2013_csv(root):
    words = (b"Training", b"Usage", b"emotion", b"pixels", b'"', b"\n", b",")
    seeds = [_fer2013_csv(1), _fer2013_csv(3)]
    path = root / "fer2013.csv"
    return reader_of(path, lambda: fer2013.read(root), seeds, words)


def ferplus_csv(root):
    (root / "fer2013.csv").write_bytes(_fer2013_csv(3))
    head = "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,"
    lines = [head + "fear,contempt,unknown,NF"]
    lines += [f"{usage},fer.png,7,0,1,0,0,0,2,0,0,0" for usage in USAGES]
    seeds = ["\n".join(lines).encode(), "\r\n".join(lines).encode()]
    path = root / "fer2013new.csv"
    words = (b"NF", b"unknown", b"10", b'"', b"\n", b",", b"Training")
    return reader_of(path, lambda: ferplus.read(root, "votes"), seeds, words)


def raf_db_list(root):
    _outside(root)
    lines = []
    for part in ("train", "test"):
        for label in range(1, 8):
            name = f"{part}_{label}"
            _picture(root / f"Image/aligned/{name}_aligned.jpg")
            lines.append(f"{name}.jpg {label}\n")
    (root / "Image/aligned/train_link").symlink_to(root.parent / "outside")
    path = root / "EmoLabel" / "list_patition_label.txt"
    path.parent.mkdir()
    words = (*LEADS_OUT, b"train_link/train_1.jpg", b"train_", b" ", b"\n")
    words += (b"train_/../../../../outside/train_1.jpg 1\n",)
    text = "".join(lines).encode()
    return reader_of(path, lambda: raf_db.read(root), [text], words)


def raf_db_csv(root):
    for part in ("train", "test"):
        for label in range(1, 8):
            _picture(root / f"DATASET/{part}/{label}/{part}_{label}.jpg")
    _outside(root)
    lines = [f"train_{label}.jpg,{label}\n" for label in range(1, 8)]
    text = ("image,label\n" + "".join(lines)).encode()
    words = (*LEADS_OUT, b"../../link/train_1.jpg", b'"', b"\n", b",")
    (root / "DATASET/train/1/link").symlink_to(root.parent / "outside")
    return reader_of(
        root / "train_labels.csv", lambda: raf_db.read(root), [text], words
    )


def affectnet_csv(root):
    below = root / affectnet.IMAGES[0]
    lines = [",".join(affectnet.COLUMNS)]
    for label in range(7):
        _picture(below / f"1/{label}.jpg")
        lines.append(f"1/{label}.jpg,2,2,9,9,{label}")
    _outside(root)
    (below / "1/link").symlink_to(root.parent / "outside")
    text = "\n".join(lines).encode()
    (root / "validation.csv").write_bytes(text)
    words = (*LEADS_OUT, b"1/link/train_1.jpg", b'"', b"\n", b",", b"1e6")
    return reader_of(
        root / "training.csv", lambda: affectnet.read(root, 7), [text], words
    )


def affectnet_npy(root):
    for part in ("train_set", "val_set"):
        (root / part / "annotations").mkdir(parents=True)
        for label in range(7):
            _picture(root / part / f"images/{label}.jpg")
            np.save(root / part / f"annotations/{label}_exp.npy", str(label))
    seeds = []
    for value in ("3", 3, np.float64(3), [3], b"3"):
        file = io.BytesIO()
        np.save(file, np.array(value))
        seeds.append(file.getvalue())
    path = root / "train_set/annotations/3_exp.npy"
    words = (b"'|O'", b"'<U1'", b"(1,)", b"True", b"'<M8[s]'", b"'<c16'")
    return reader_of(path, lambda: affectnet.read(root, 7), seeds, words)


def aff_wild2_txt(root):
    seeds = []
    for number, part in enumerate(("Training_Set",) * 2 + ("Validation_Set",)):
        codes = codes_of(40, seed=number)
        path = root / "EXPR_Set" / part / f"{number}.txt"
        write_annotation(path, codes)
        seeds.append(path.read_bytes())
        write_images(root / "cropped_aligned" / path.stem, codes)
    words = (*(name.encode() for name in NAMES), b"-1", b"\n", b",", b"\r\n")
    path = root / "EXPR_Set/Training_Set/0.txt"
    return reader_of(path, lambda: aff_wild2.read(root), seeds, words)


def pictures(root):
    """A picture in each format, as training and as the demo reads it."""
    seeds = []
    for suffix in FORMATS:
        _picture(root / f"good{suffix}")
        seeds.append((root / f"good{suffix}").read_bytes())
    path = root / "picture.jpg"

    def read(data):
        path.write_bytes(data)
        try:
            image = read_picture(path)
        finally:
            decode(data)
        assert image.dtype == np.uint8 and image.shape[2] == 3

    return Reader(seeds, read, (b"IHDR", b"\xff\xda", b"II*\0"), (ValueError,))


def class_folders(root):
    """A data set of class folders with one damaged picture."""
    for name in ("happy", "sad"):
        for number in range(3):
            _picture(root / f"train/{name}/{number}.png")
    path = root / "train/happy/0.png"
    return reader_of(path, lambda: folder.read(root), [path.read_bytes()])


READERS = {
    "FER2013 csv": fer2013_csv,
    "FER+ csv": ferplus_csv,
    "RAF-DB label list": raf_db_list,
    "RAF-DB csv": raf_db_csv,
    "AffectNet csv": affectnet_csv,
    "AffectNet npy": affectnet_npy,
    "Aff-Wild2 annotation": aff_wild2_txt,
    "pictures": pictures,
    "class folders": class_folders,
}
