"""Who may import whom, so that the pieces stay pieces."""

import ast
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).parent.parent
ALLOWED = {  # package -> what of ours it may import
    "arm_tf": {"arm_tf"},
    "arm_tf/layers": {"arm_tf.layers"},
    "export": {"arm_tf", "export", "android_demo"},
    "android_demo": {"android_demo"},
}


def imports(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("package", ALLOWED)
def test_packages_import_only_what_they_may(package):
    ours = ("arm_tf", "export", "android_demo", "train", "benchmarks")
    for path in (ROOT / package).rglob("*.py"):
        for name in imports(path):
            if name.split(".")[0] in ours:
                assert any(
                    name == allowed or name.startswith(f"{allowed}.")
                    for allowed in ALLOWED[package]
                ), f"{path} imports {name}"


@pytest.mark.parametrize(
    "module",
    ["arm_tf.expressions", "arm_tf.data.sets", "arm_tf.metrics"],
)
def test_reading_data_needs_no_tensorflow(module):
    code = f"import {module}, sys; sys.exit('tensorflow' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
