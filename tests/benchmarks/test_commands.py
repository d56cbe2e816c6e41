"""The benchmarks start with the documented commands."""

import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODULES = sorted(
    path.stem
    for path in (ROOT / "benchmarks").glob("*.py")
    if "__main__" in path.read_text()
)
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("*/*.py")]


@pytest.mark.slow
@pytest.mark.parametrize("name", [*MODULES, "peers"])
def test_starts(name):
    command = [sys.executable, "-m", f"benchmarks.{name}", "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_documents_name_modules_that_are_there():
    named = set()
    for page in PAGES:
        text = page.read_text()
        assert not re.search(r"python\s+benchmarks/", text), page
        named |= set(re.findall(r"python\s+-m\s+benchmarks\.(\w+)", text))
    assert named == {*MODULES, "peers"}
