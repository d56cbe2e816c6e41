"""Builds the package; pyproject.toml defines everything but two steps.

Before the files are collected, the face detector's network is downloaded: for
wheels, for `pip install .` and for editable installations. In a checkout, pip
finds the bundled models' Keras files, a package of their own, in tools/weights.
"""

import os
import pathlib
import shutil
import sys

from setuptools import Command, Distribution, setup
from setuptools.command.build import build

TOOLS = pathlib.Path(__file__).resolve().parent / "tools"
WEIGHTS = TOOLS / "weights"  # not in a source distribution
sys.path.insert(0, str(TOOLS))
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


class Package(Distribution):
    """Takes arm-tf-weights from the checkout, so `pip install .[train]` works.

    ARM_TF_PUBLISH=1 leaves the requirement as it is, for wheels that are used
    elsewhere.
    """

    def parse_config_files(self, *args, **kwargs):
        super().parse_config_files(*args, **kwargs)
        if WEIGHTS.is_dir() and not os.environ.get("ARM_TF_PUBLISH"):
            self.extras_require = self.metadata.extras_require = {
                extra: [located(text) for text in wanted]
                for extra, wanted in self.extras_require.items()
            }


def located(requirement):
    name = requirement.partition("==")[0]
    if name != "arm-tf-weights":
        return requirement
    return f"{name} @ {WEIGHTS.as_uri()}"


class Build(build):
    """Downloads first, so that `build_py` finds the file in the package."""

    sub_commands = [("fetch_detector", None), *build.sub_commands]

    def run(self):
        # What an earlier build left there would be packed as well.
        shutil.rmtree(self.build_lib, ignore_errors=True)
        super().run()


setup(
    distclass=Package,
    cmdclass={"build": Build, "fetch_detector": FetchDetector},
)
