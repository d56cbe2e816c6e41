"""Aff-Wild2, expressions: videos with a label per frame, of all years.

Annotations: `EXPR_Set/Training_Set/<video>.txt`, or that year's names of these
folders, and `Validation_Set` next to it. The first line names the classes: the
seven basic expressions, or those and `Other`. Row k below it is frame k; -1
means no label. Images: `cropped_aligned/<video>/00001.jpg`, from 1; a frame
without a face has no file.

Training_Set is split into train and validation, by video; Validation_Set, the
only other part with public labels, is the test split. `_left` and `_right` show
two people of one video, and stay together. Neighbouring frames hardly differ,
so train and validation use every `FRAME_STEP`-th labelled face of a video.

The images are not decoded beforehand; see `arm_tf.data.images.video_frames`.
"""

import dataclasses
import pathlib
import re

import numpy as np

from arm_tf.data.aff_wild2_files import (
    find_annotations,
    find_videos,
    read_annotation,
    text_files,
)
from arm_tf.data.face_sets import FaceSet, FaceSplits, check_some
from arm_tf.data.images import listing
from arm_tf.data.images.video_frames import FrameImages, identities
from arm_tf.data.splits import choose_groups
from arm_tf.errors import InputError
from arm_tf.expressions import BASIC, NO_CLASS

FRAME_STEP = 5  # at 30 frames a second, six faces a second are left
LAYOUT = "Aff-Wild2: EXPR_Set/Training_Set/, Validation_Set/, cropped_aligned/"


@dataclasses.dataclass(frozen=True)
class Video:
    """One video of one face."""

    name: str
    folder: str  # where its images are, below the data folder
    classes: np.ndarray  # int8 `(frames,)`, from frame 1: a label's index or -1
    numbers: np.ndarray  # int32 `(images,)`, ascending, of frames with an image

    @property
    def source(self) -> str:
        """The name without `_left` or `_right`: the original video."""
        return re.sub("_(left|right)$", "", self.name)

    def labelled(self) -> np.ndarray:
        """Returns int32 `(faces,)`: the frames with an image and a label."""
        numbers = self.numbers[self.numbers <= len(self.classes)]
        return numbers[self.classes[numbers - 1] != NO_CLASS]


@dataclasses.dataclass(frozen=True)
class Videos:
    """The videos of each split, as lists of `Video`."""

    root: pathlib.Path
    layout: str  # one line
    labels: tuple
    train: list
    validation: list  # split off from Training_Set
    test: list  # Validation_Set
    skipped: tuple  # of `(path, reason)`


def read(
    root: pathlib.Path,
    validation_share: float = 0.1,
    seed: int = 0,
    frame_step: int = FRAME_STEP,
) -> FaceSplits:
    """Returns the `FaceSplits` of Aff-Wild2, seven or eight classes.

    Validation gets `validation_share` of the training faces of each class, as
    nearly as whole videos allow. Every `frame_step`-th labelled face of
    training and validation videos is used.

    Raises:
        InputError: see `list_videos`; or Validation_Set has no labelled faces.
    """
    found = list_videos(root, validation_share, seed)
    train, validation, test = (
        faces_of(found, part, [v.labelled()[::step] for v in part])
        for part, step in (
            (found.train, frame_step),
            (found.validation, frame_step),
            (found.test, 1),
        )
    )
    check_some(test, f"{root} (Validation_Set)")
    return FaceSplits(found.layout, train, validation, test, found.skipped)


def list_videos(
    root: pathlib.Path, validation_share: float = 0.1, seed: int = 0
) -> Videos:
    """Returns the `Videos` of Aff-Wild2, split as `read` does.

    Raises:
        InputError: annotations or images are missing, duplicated or faulty, or
            Training_Set is too small to be split.
    """
    root = listing.open_root(root, LAYOUT)
    folders = find_annotations(root)
    if "validation" not in folders:
        raise InputError(
            f"Expected a Validation_Set beside {folders['train']}, to report "
            "on. Received: none. Unpack it there."
        )
    skipped = []
    labels, parts = _join(root, folders, skipped)
    test = parts["validation"]
    train = _apart(parts.get("train", []), test, skipped)
    train, validation = _cut(train, len(labels), validation_share, seed)
    names = ", ".join(
        path.relative_to(root).as_posix() for path in folders.values()
    )
    layout = f"Aff-Wild2 expressions, {len(labels)} classes ({names})"
    return Videos(root, layout, labels, train, validation, test, tuple(skipped))


def faces_of(found: Videos, videos: list, frames: list) -> FaceSet:
    """Returns a `FaceSet` of some frames.

    `frames` are int32 arrays: the numbers wanted from each of the `videos`,
    each with an image. Frames without a label get equal targets for all
    classes.
    """
    sizes = [len(numbers) for numbers in frames]
    joined = np.concatenate([*frames, np.zeros(0, "int32")])
    targets = np.full(
        (len(joined), len(found.labels)), 1 / len(found.labels), "float32"
    )
    hashes = np.zeros(len(joined), "uint64")
    one_hot = np.eye(len(found.labels), dtype="float32")
    end = 0
    for video, numbers in zip(videos, frames, strict=True):
        start, end = end, end + len(numbers)
        hashes[start:end] = identities(video.name, numbers)
        classes = _labels_of(video, numbers)
        known = classes != NO_CLASS
        targets[start:end][known] = one_hot[classes[known]]
    images = FrameImages(
        found.root,
        [video.folder for video in videos],
        np.repeat(np.arange(len(videos), dtype="int16"), sizes),
        joined,
    )
    return FaceSet(images, targets, found.labels, hashes)


def _labels_of(video, numbers):
    """Returns int8 `(frames,)`; `NO_CLASS` also after the last row."""
    classes = np.full(len(numbers), NO_CLASS, "int8")
    within = numbers <= len(video.classes)
    classes[within] = video.classes[numbers[within] - 1]
    return classes


def _join(root, folders, skipped):
    """Returns the labels, and each part's annotated videos with images."""
    images = find_videos(root)
    rows = {part: [] for part in folders}
    for part, folder in folders.items():
        for path in text_files(folder, root):
            annotation = read_annotation(path)
            if annotation is not None and path.stem in images:
                rows[part].append(annotation)
            elif annotation is not None:
                skipped.append((path, "no folder of images has its name"))
            elif path.stem in images:
                raise InputError(
                    f"Expected {path} to start with the names of the classes, "
                    "'Neutral,Anger,...'. Received: another first line. Get "
                    "the file again."
                )
    has_other = any("other" in a.labels for part in rows.values() for a in part)
    labels = (*BASIC, "other") if has_other else BASIC
    return labels, {
        part: [_video(root, labels, a, *images[a.name]) for a in annotations]
        for part, annotations in rows.items()
    }


def _video(root, labels, annotation, folder, numbers):
    # -1 indexes the last entry.
    column = [labels.index(name) for name in annotation.labels] + [NO_CLASS]
    classes = np.array(column, "int8")[annotation.classes]
    below = folder.relative_to(root).as_posix()
    return Video(annotation.name, below, classes, numbers)


def _apart(train, test, skipped):
    """Returns the training videos that share no source with a test video."""
    sources = {video.source for video in test}
    for video in train:
        if video.source in sources:
            reason = "left out of training: Validation_Set shows it too"
            skipped.append((video.folder, reason))
    return [video for video in train if video.source not in sources]


def _cut(videos, num_classes, share, seed):
    """Returns training and validation videos, no source in both."""
    if not videos:  # For evaluation alone.
        return [], []
    sources = sorted({video.source for video in videos})
    counts = np.zeros((len(sources), num_classes), int)
    for video in videos:
        classes = video.classes[video.labelled() - 1]
        counts[sources.index(video.source)] += np.bincount(
            classes, minlength=num_classes
        )
    chosen = choose_groups(counts, share, seed)
    held_out = {s for s, c in zip(sources, chosen, strict=True) if c}
    return (
        [video for video in videos if video.source not in held_out],
        [video for video in videos if video.source in held_out],
    )
