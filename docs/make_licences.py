"""Lists what `pip install -r requirements.txt` brings, with licences.

    python docs/make_licences.py

Writes docs/licences.md from the packages' own metadata, as installed.
"""

import importlib.metadata
import pathlib
import re

DOCS = pathlib.Path(__file__).resolve().parent
REQUIREMENTS = DOCS.parent / "requirements.txt"
TITLE = """# Licences

What `pip install -r requirements.txt` brings, by the packages' own statements.
Made by `python docs/make_licences.py`; do not edit. Packages in bold are ours
to choose, the others come with them. None of them is part of this repository.
A wheel may hold further libraries, whose licences lie in it; opencv-python's
holds FFmpeg, under the LGPL 2.1.

| Package | Version | Licence |
|---|---|---|
"""
LONGEST = 60  # characters; above, a licence is its whole text
# What a "License" field says that is no name of a licence.
NO_NAME = ("", "UNKNOWN")


def main():
    """Writes docs/licences.md."""
    wanted = {_normal(name) for name in _required(REQUIREMENTS.read_text())}
    rows = []
    for name in sorted(closure(wanted)):
        found = importlib.metadata.distribution(name)
        shown = f"**{name}**" if name in wanted else name
        rows.append(f"| {shown} | {found.version} | {licence(found)} |\n")
    (DOCS / "licences.md").write_text(TITLE + "".join(rows), encoding="utf-8")


def _required(text):
    """Returns the names of packages in requirements.txt."""
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    named = (line for line in lines if line and not line.startswith("-"))
    return [re.match(r"[\w.-]+", line)[0] for line in named]


def closure(names):
    """Returns the names of installed packages and of all that they need."""
    found, waiting = set(), list(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            needs = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue  # For another system or Python.
        found.add(name)
        waiting += [_normal(_required(n)[0]) for n in needs if not _extra(n)]
    return found


def _extra(requirement):
    return "extra ==" in requirement or "extra==" in requirement


def _normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def licence(found):
    """Returns the licence that a distribution states, as one line."""
    about = found.metadata
    stated = about.get("License-Expression") or about.get("License") or ""
    if stated in NO_NAME or len(stated) > LONGEST or "\n" in stated:
        classifiers = about.get_all("Classifier") or []
        stated = ", ".join(
            text.split(" :: ")[-1]
            for text in classifiers
            if text.startswith("License ::")
        )
    return stated or "not stated; see its project"


if __name__ == "__main__":
    main()
