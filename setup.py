"""Builds the package; pyproject.toml defines everything but one step.

Before the files are collected, the face detector's network is downloaded: for
wheels, for `pip install .` and for editable installations.
"""

import pathlib
import sys

from setuptools import Command, setup
from setuptools.command.build import build

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "tools"))
from fetch_detector import fetch  # noqa: E402


class FetchDetector(Command):
    """A step of the build; see `tools/fetch_detector.py`."""

    user_options = []
    editable_mode = False

    def initialize_options(self):
        self.build_lib = None

    def finalize_options(self):
        self.set_undefined_options("build_py", ("build_lib", "build_lib"))

    def run(self):
        fetch()

    # setuptools' interface of a build step that creates files. The network's
    # file is part of the package, so `build_py` copies and lists it.
    def get_source_files(self):
        return ["tools/fetch_detector.py"]

    def get_outputs(self):
        return []

    def get_output_mapping(self):
        return {}


class Build(build):
    """Downloads first, so that `build_py` finds the file in the package."""

    sub_commands = [("fetch_detector", None), *build.sub_commands]


setup(cmdclass={"build": Build, "fetch_detector": FetchDetector})
