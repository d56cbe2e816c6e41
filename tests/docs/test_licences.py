"""The page of licences lists each requirement, with its version."""

import pathlib
import re

import pytest

DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "licences.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "file", [DOCS.parent / "requirements.txt", DOCS / "requirements.txt"]
)
def test_every_pinned_package_is_listed(file):
    text = file.read_text(encoding="utf-8")
    pinned = re.findall(r"^([\w.-]+)==(\S+)$", text, re.MULTILINE)
    assert len(pinned) >= 5
    for name, version in pinned:
        row = rf"^\| \*\*{name.lower()}\*\* \| {re.escape(version)} \| \S"
        assert re.search(row, PAGE, re.MULTILINE), (
            f"{name} {version}: run `python docs/make_licences.py` after "
            "`make docs`"
        )


def test_what_is_fetched_is_listed():
    assert re.search(r"face_detection_full_range[^#]*Apache-2\.0", PAGE)
    assert re.search(r"@litertjs/core .*Apache-2\.0", PAGE)


def test_what_the_app_brings_is_listed():
    app = DOCS.parent / "android_demo" / "app" / "build.gradle.kts"
    versions = re.findall(
        r'val (tflite|javacpp) = "(.+)"', app.read_text(encoding="utf-8")
    )
    assert len(versions) == 2
    for name, version in versions:
        name = name.replace("tflite", "tensorflow-lite")
        assert f"| org.bytedeco:{name} | {version} | Apache-2.0" in PAGE
