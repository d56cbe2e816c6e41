"""A generated Aff-Wild2 tree with its traps: the layout, not the data."""

import cv2
import numpy as np

# The order in which Aff-Wild2 numbers them; the eighth came in 2022.
NAMES = "Neutral Anger Disgust Fear Happiness Sadness Surprise Other".split()
SIZE = 24  # pixels; a bright bar's place tells the class


def face(rng, code):
    """Returns uint8 `(SIZE, SIZE, 3)` that shows class `code`."""
    pixels = rng.integers(0, 100, (SIZE, SIZE, 3), dtype="uint8")
    tall = SIZE // len(NAMES)
    if code >= 0:
        pixels[code * tall : (code + 1) * tall] += 150
    return pixels


def write_annotation(path, codes, num_classes=8, end="\n"):
    """Writes a video's labels, one per frame, as the challenge does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [",".join(NAMES[:num_classes]), *map(str, codes)]
    path.write_text(end.join(rows) + end, newline="")


def write_images(folder, codes, gaps=(), seed=0):
    """Writes a video's frames, from 1, but for the numbers in `gaps`."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    for number, code in enumerate(codes, 1):
        image = face(rng, code)
        if number not in gaps:
            path = folder / f"{number:05}.jpg"
            assert cv2.imwrite(str(path), image[..., ::-1])


def codes_of(length, num_classes=8, seed=0):
    """Returns `length` labels in runs of five frames, a tenth of them -1."""
    rng = np.random.default_rng(seed)
    runs = rng.permutation(-(-length // 5)) % num_classes
    codes = np.repeat(runs, 5)[:length]
    codes[rng.permutation(length)[: length // 10]] = -1
    return codes.tolist()


def some_codes(length, num_classes, seed=0):
    """Returns int8 `(length,)`: labels of single frames, some of them -1."""
    rng = np.random.default_rng(seed)
    return rng.integers(-1, num_classes, length).astype("int8")


def make_tree(root, num_classes=8, videos=6, length=80):
    """Writes a trainable tree with all pitfalls of the releases.

    Frames without a face, one image more than rows, rows to be ignored, two
    people in one video, batches nested twice, other annotations beside these,
    Windows' line ends, and litter.

    Returns:
        Dict from the video's name to its labels, for both parts.
    """
    labels = {}
    for k in range(videos):
        codes = codes_of(length, num_classes, seed=k)
        part = "Training_Set" if k < videos - 2 else "Validation_Set"
        name = f"{k}-30-640x360" + ("_left", "_right", "")[min(k, 2)]
        if k < 2:
            name = name.replace("1-30", "0-30")
        labels[name] = codes
        end = "\r\n" if k == 2 else "\n"
        folder = root / "annotations" / "EXPR_Set" / part
        write_annotation(folder / f"{name}.txt", codes, num_classes, end)
        batch = ("cropped_aligned", "cropped_aligned/cropped_aligned")[k % 2]
        gaps = (1, 2, 9 + k, length)
        write_images(root / batch / name, [*codes, -1], gaps, seed=k)
    _litter(root)
    return labels


def _litter(root):
    annotations = root / "annotations"
    for part in ("Training_Set", "Validation_Set"):
        for kind, header in (("VA_Set", "valence,arousal"), ("AU_Set", "AU1")):
            folder = annotations / kind / part
            folder.mkdir(parents=True)
            (folder / "0-30-640x360_left.txt").write_text(f"{header}\n0\n")
        folder = annotations / "EXPR_Set" / part
        (folder / "._0-30-640x360.txt").write_bytes(b"\0\5\26\7")
        (folder / "readme.txt").write_text("Please cite our papers.\n")
        (folder / "Thumbs.db").write_bytes(b"\0")
    for k, folder in enumerate(sorted(root.glob("cropped_aligned/*-30-*"))):
        (folder / "._00003.jpg").write_bytes(b"\0")
        (folder / ("Thumbs.db", ".DS_Store")[k % 2]).write_bytes(b"\0")
        (folder / "00003 (1).jpg").write_bytes(b"\0")
        (folder / "00000.jpg").write_bytes(b"\0")
    video = next(iter(sorted(root.glob("cropped_aligned/*-30-*")))).name
    (root / "__MACOSX/cropped_aligned" / video).mkdir(parents=True)
    (root / "__MACOSX/cropped_aligned" / video / "00001.jpg").write_bytes(b"")
    (root / "cropped" / video).mkdir(parents=True)
    (root / "cropped" / video / "00001.jpg").write_bytes(b"")
