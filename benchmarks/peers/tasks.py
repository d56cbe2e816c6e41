"""The inputs for all packages: photographs, and cropped faces."""

import dataclasses
import pathlib

import cv2
import numpy as np

from arm_tf.data.readers import READERS
from benchmarks.face_scenes import faceless, with_face

ROOT = pathlib.Path(__file__).resolve().parents[2]
ASTRONAUT = ROOT / "docs" / "images" / "astronaut_photo.jpg"
ASTRONAUTS_FACE = (226, 117)  # the tip of her nose, in pixels
SIZES = (72, 108, 162, 243)  # of drawn faces, hair to chin
DRAWN, EMPTY = 20, 20  # scenes


@dataclasses.dataclass(frozen=True)
class Photograph:
    """A picture, and where its face is."""

    path: pathlib.Path  # a PNG; next to it are the same pixels as raw RGB
    kind: str  # "photograph", "drawn" or "empty"
    middle: tuple | None  # `(x, y)` of the face's nose


def photographs(folder: pathlib.Path) -> list:
    """Writes the pictures; returns a list of `Photograph`.

    First the astronaut, then scenes with one drawn face, and scenes without.
    """
    folder.mkdir(parents=True, exist_ok=True)
    astronaut = cv2.imread(str(ASTRONAUT))[..., ::-1]
    found = [_store(folder, astronaut, "photograph", ASTRONAUTS_FACE)]
    for number in range(DRAWN):
        size = SIZES[number % len(SIZES)]
        scene, points = with_face(1000 + number, size, 0)
        nose = tuple(float(value) for value in points[2])
        found.append(_store(folder, scene, "drawn", nose, number))
    for number in range(EMPTY):
        scene = faceless(1000 + number)
        found.append(_store(folder, scene, "empty", None, number))
    return found


def _store(folder, image, kind, middle, number=0):
    path = folder / f"{kind}{number}.png"
    cv2.imwrite(str(path), image[..., ::-1])
    height, width = image.shape[:2]
    raw = folder / f"{kind}{number}.{width}x{height}.rgb"
    raw.write_bytes(np.ascontiguousarray(image).tobytes())
    return Photograph(path, kind, middle)


def test_faces(root: pathlib.Path) -> dict:
    """Returns test sets by name: FER+'s majority, FER2013's labels."""
    return {
        "ferplus": READERS["ferplus"](root, targets="majority").test,
        "fer2013": READERS["fer2013"](root).test,
    }


def some_faces(sets: dict, number: int) -> dict:
    """Returns the sets reduced to `number` random faces, with seed 0."""
    names = np.unique(np.concatenate([part.names for part in sets.values()]))
    drawn = np.random.default_rng(0).choice(names, number, replace=False)
    return {
        name: part.take(np.flatnonzero(np.isin(part.names, drawn)))
        for name, part in sets.items()
    }


def store_faces(sets: dict, path: pathlib.Path) -> tuple:
    """Writes the distinct faces as gray bytes.

    Returns the file and their number, and the index of each face of the sets:
    both sets have most faces in common, and a package gets each face once.
    """
    rows: dict = {}
    faces = [face for part in sets.values() for face in part.images]
    grey = [np.ascontiguousarray(face[..., 0]).tobytes() for face in faces]
    order = [rows.setdefault(face, len(rows)) for face in grey]
    path.write_bytes(b"".join(rows))
    return {"path": str(path.resolve()), "number": len(rows)}, order
