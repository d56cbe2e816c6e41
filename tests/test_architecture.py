"""Which packages may import which, to keep them modular."""

import ast
import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]
# Any package may use these.
SHARED = {"errors", "expressions", "files", "machine"}
PACKAGES = {  # package of arm_tf -> the other packages that it may import
    "files": set(),
    "faces": set(),
    "inference": {"faces"},
    "desktop": {"faces", "inference"},
    "config": set(),
    "layers": set(),
    "models": {"config", "layers"},
    "data": {"config", "faces"},
    "evaluation": {"data", "models"},
    "weights": {"data", "models", "layers", "config"},
    "training": {"config", "data", "evaluation", "layers", "models", "weights"},
    "quantize": {"config", "data", "layers", "models", "training"},
    "tflite": {
        "config",
        "data",
        "evaluation",
        "faces",
        "models",
        "quantize",
        "training",
    },
    "challenge": {"data", "evaluation", "models"},
    "pretrained": {"models"},
    "serve": {"inference"},
}
MOST_FILES = 20  # in one package
MOST_LOOSE = 8  # modules that are in none
ENTRANCES = {"commands"}  # may import everything, and nothing imports them
LOOSE = {"__init__", "__main__", "evaluate", "import_torch", "reading"}
LOOSE |= SHARED - set(PACKAGES)


def imports(path):
    """Yields the dotted names of what a file imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def packages_used(path):
    """Returns the packages and loose modules of arm_tf that a file imports."""
    parts = (name.split(".") for name in imports(path))
    return {name[1] for name in parts if name[0] == "arm_tf" and len(name) > 1}


def test_every_package_is_known():
    folders = {p.name for p in (ROOT / "arm_tf").iterdir() if p.is_dir()}
    assert folders - {"__pycache__"} == {*PACKAGES, *ENTRANCES}
    assert {p.stem for p in (ROOT / "arm_tf").glob("*.py")} == LOOSE
    assert len(LOOSE) <= MOST_LOOSE


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_what_it_may(package):
    allowed = PACKAGES[package] | SHARED | {package, "__version__"}
    for path in (ROOT / "arm_tf" / package).rglob("*.py"):
        if path.name == "__main__.py":
            continue  # `python -m arm_tf.challenge`, an entrance
        assert packages_used(path) <= allowed, path


def test_the_page_names_the_packages_in_that_order():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(r"^\*\*`(\w+)/`\*\*", page, re.MULTILINE)
    assert named == [*dict.fromkeys(named)]
    assert set(named) == {*PACKAGES, *ENTRANCES}
    for number, package in enumerate(named[:-1]):
        assert PACKAGES[package] <= set(named[:number]), package


def test_the_arrows_run_one_way():
    """The packages can be ordered so that each imports earlier ones only."""
    left, done = dict(PACKAGES), set()
    while left:
        ready = {package for package, used in left.items() if used <= done}
        assert ready, f"a circle among {sorted(left)}"
        done |= ready
        left = {
            package: used
            for package, used in left.items()
            if package not in ready
        }


@pytest.mark.parametrize("module", sorted(SHARED - set(PACKAGES)))
def test_what_all_packages_use_imports_no_package(module):
    assert packages_used(ROOT / "arm_tf" / f"{module}.py") <= SHARED


def test_no_package_has_more_files_than_one_can_survey():
    for package in (ROOT / "arm_tf").rglob("*"):
        if package.is_dir():
            assert len(list(package.glob("*.py"))) <= MOST_FILES, package


def test_scripts_only_read_arguments():
    for name in (
        "train.py",
        "export/to_tflite.py",
        "export/to_keras.py",
        "export/to_onnx.py",
        "android_demo/desktop.py",
    ):
        assert packages_used(ROOT / name) == {"commands"}
        assert len((ROOT / name).read_text().splitlines()) <= 10


@pytest.mark.parametrize(
    "code",
    [
        "import arm_tf",
        "import arm_tf.inference.analyzer, arm_tf.desktop.showing",
        "import arm_tf.data.readers, arm_tf.evaluation.metrics",
        "from arm_tf import pretrained; pretrained.find_run('ferplus')",
        "import arm_tf.tflite.metadata",
    ],
)
def test_needs_neither_tensorflow_nor_keras(code):
    heavy = "{'tensorflow', 'keras', 'jax', 'matplotlib'}"
    code += f"; import sys; sys.exit(' '.join({heavy} & set(sys.modules)) or 0)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
