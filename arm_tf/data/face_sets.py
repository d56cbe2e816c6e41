"""A set of labelled faces: where the pixels are, and what they show."""

import dataclasses
import hashlib

import numpy as np

from arm_tf.errors import InputError


class ArrayImages:
    """Faces held in memory.

    Args:
        pixels: uint8 `(faces, height, width, channels)`, RGB in [0, 255], or
            one channel where the faces are grey.
    """

    def __init__(self, pixels):
        if pixels.dtype != np.uint8 or pixels.ndim != 4:
            raise ValueError(
                "Expected uint8 pixels of shape (faces, height, width, "
                f"channels). Received: {pixels.dtype} {pixels.shape}"
            )
        self.pixels = pixels

    def __len__(self):
        return len(self.pixels)

    def __getitem__(self, index):
        """Returns face `index`: uint8 `(height, width, 1 or 3)`."""
        return self.pixels[index]


@dataclasses.dataclass(frozen=True)
class FaceSet:
    """The faces of one split.

    Attributes:
        images: sequence of faces, each uint8 RGB `(height, width, 3)` or grey
            `(height, width, 1)`: `ArrayImages`, `image_files.FileImages` and
            the like. Must be safe to read from several threads.
        targets: float32 `(faces, classes)`, each row summing to 1: one-hot, or
            a label distribution.
        labels: tuple of class names, one per column of `targets`.
        hashes: uint64 `(faces,)`, equal where the pixels are equal.
        names: `(faces,)`, what identifies each face: its path below the data
            folder, in bytes, or its row in a csv file, from 1; or None.
    """

    images: object
    targets: np.ndarray
    labels: tuple
    hashes: np.ndarray
    names: np.ndarray | None = None

    def __post_init__(self):
        if not len(self.images) == len(self.targets) == len(self.hashes):
            raise ValueError(
                "Expected as many images as targets and hashes. Received: "
                f"{len(self.images)}, {len(self.targets)}, {len(self.hashes)}"
            )

    def __len__(self):
        return len(self.targets)

    @property
    def classes(self) -> np.ndarray:
        """int64 `(faces,)`: each face's most probable class."""
        return self.targets.argmax(axis=1)

    def counts(self) -> np.ndarray:
        """int64 `(classes,)`: how many faces each class has."""
        return np.bincount(self.classes, minlength=len(self.labels))

    def take(self, indices: np.ndarray) -> "FaceSet":
        """Returns the `FaceSet` of these rows, in this order."""
        return FaceSet(
            Subset(self.images, indices),
            self.targets[indices],
            self.labels,
            self.hashes[indices],
            None if self.names is None else self.names[indices],
        )


class Subset:
    """Some of the images of another source, without copying pixels."""

    def __init__(self, images, indices):
        if isinstance(images, Subset):
            images, indices = images.images, images.indices[indices]
        self.images = images
        self.indices = np.asarray(indices)

    def __len__(self):
        return len(self.indices)

    def __getitem__(self, index):
        return self.images[self.indices[index]]


class Joined:
    """The images of several sources, one after the other."""

    def __init__(self, sources):
        self.sources = sources
        self.starts = np.cumsum([0, *map(len, sources)])

    def __len__(self):
        return int(self.starts[-1])

    def __getitem__(self, index):
        source = int(np.searchsorted(self.starts, index, side="right")) - 1
        return self.sources[source][index - self.starts[source]]


def joined(parts: tuple) -> FaceSet:
    """Returns one `FaceSet` of several with the same labels."""
    names = [part.names for part in parts if part.names is not None]
    return FaceSet(
        Joined([part.images for part in parts]),
        np.concatenate([part.targets for part in parts]),
        parts[0].labels,
        np.concatenate([part.hashes for part in parts]),
        np.concatenate(names) if len(names) == len(parts) else None,
    )


@dataclasses.dataclass(frozen=True)
class FaceSplits:
    """A data set with its splits.

    Attributes:
        layout: str, one line: which release or form was recognized.
        train: `FaceSet`.
        validation: `FaceSet` for choosing the best epoch, or None if the data
            set has none (then it is split off from `train`).
        test: `FaceSet` to report results on, or None.
        skipped: tuple of `(path or row, reason)`, the images left out.
        divided: whether the data set defines splits. If not, all of its faces
            are in `train`.
        cut: tuple of the names of the splits that were taken from `train`.
        no_majority: `FaceSet` of faces without a majority label, which are
            added to the training faces after splitting, or None.
    """

    layout: str
    train: FaceSet
    validation: FaceSet | None = None
    test: FaceSet | None = None
    skipped: tuple = ()
    divided: bool = True
    cut: tuple = ()
    no_majority: FaceSet | None = None


def relabel(faces: FaceSet, labels: tuple) -> FaceSet:
    """Returns a `FaceSet` whose columns are those of a model, by name.

    Args:
        faces: `FaceSet`.
        labels: the model's class names.

    Raises:
        InputError: the faces have a class that the model does not know.
    """
    unknown = sorted(set(faces.labels) - set(labels))
    if unknown:
        raise InputError(
            f"Expected faces of the model's classes: {', '.join(labels)}. "
            f"Received: {', '.join(unknown)} too. Use a model that was "
            "trained on this data set."
        )
    if faces.labels == tuple(labels):
        return faces
    targets = np.zeros((len(faces), len(labels)), "float32")
    columns = [list(labels).index(name) for name in faces.labels]
    targets[:, columns] = faces.targets
    return dataclasses.replace(faces, targets=targets, labels=tuple(labels))


def fingerprint(faces: FaceSet) -> str:
    """Returns a short str that differs where pixels or labels differ."""
    order = np.argsort(faces.hashes, kind="stable")
    digest = hashlib.blake2b(" ".join(faces.labels).encode(), digest_size=8)
    digest.update(np.ascontiguousarray(faces.hashes[order]).tobytes())
    digest.update(np.ascontiguousarray(faces.targets[order]).tobytes())
    return f"{len(faces)} faces, {digest.hexdigest()}"


def one_hot(classes: np.ndarray, num_classes: int) -> np.ndarray:
    """Returns float32 `(faces, num_classes)` of int `(faces,)`."""
    return np.eye(num_classes, dtype="float32")[classes]


def pixel_hash(image: np.ndarray) -> int:
    """Returns an int below 2**64 that is equal for equal pixels."""
    digest = hashlib.blake2b(repr(image.shape).encode(), digest_size=8)
    digest.update(np.ascontiguousarray(image).tobytes())
    return int.from_bytes(digest.digest(), "little")


def check_some(faces: FaceSet, what: str) -> None:
    """Raises `InputError` where a split has no faces."""
    if not len(faces):
        raise InputError(
            f"{what} has no usable faces. Expected at least one per class. "
            "Received: 0 images. Check --data."
        )
