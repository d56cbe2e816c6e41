"""Runs a notebook and stores its cells' outputs in it.

    python docs/run_notebook.py docs/train_your_own.ipynb

It does not need Jupyter: cells are plain Python, and their outputs are text or
pictures (`IPython.display.Image`, or objects with `_repr_png_`). Cells run in a
temporary folder that contains only `images/`.
"""

import ast
import base64
import contextlib
import io
import json
import os
import pathlib
import sys
import tempfile
import types

import cv2
import numpy as np


class Image:
    """Replaces `IPython.display.Image`, for PNG files."""

    def __init__(self, filename):
        self._data = pathlib.Path(filename).read_bytes()

    def _repr_png_(self):
        return self._data


def run(notebook: dict) -> list:
    """Runs all cells in the working folder.

    Args:
        notebook: dict of an `.ipynb` file.

    Returns:
        `(text, pictures)` of each code cell: str and list of bytes.
    """
    display = types.ModuleType("IPython.display")
    display.Image = Image
    ipython = types.ModuleType("IPython")
    ipython.version_info = (9, 0)  # Matplotlib checks it.
    modules = {"IPython": ipython, display.__name__: display}
    names: dict = {}
    # Not by mock.patch.dict, which would forget what the cells import.
    sys.modules |= modules
    try:
        return [
            _run_cell("".join(cell["source"]), names) for cell in code(notebook)
        ]
    finally:
        for name in modules:
            del sys.modules[name]


def code(notebook: dict) -> list:
    """Returns a notebook's code cells."""
    return [c for c in notebook["cells"] if c["cell_type"] == "code"]


def _run_cell(source, names):
    *before, last = ast.parse(source).body
    text, pictures = io.StringIO(), []
    with contextlib.redirect_stdout(text):
        exec(compile(ast.Module(before, []), "cell", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(
                compile(ast.Expression(last.value), "cell", "eval"), names
            )
            if hasattr(value, "_repr_png_"):
                pictures.append(value._repr_png_())
            elif value is not None:
                print(value)
        else:
            exec(compile(ast.Module([last], []), "cell", "exec"), names)
    return text.getvalue(), pictures


def _outputs(text, pictures):
    lines = [
        {
            "name": "stdout",
            "output_type": "stream",
            "text": text.splitlines(keepends=True),
        }
    ]
    images = [
        {
            "data": dict([_smallest(data)]),
            "metadata": {},
            "output_type": "display_data",
        }
        for data in pictures
    ]
    return lines * bool(text) + images


def _smallest(png):
    """Returns MIME type and base64 of a picture: photographs as JPEG."""
    image = cv2.imdecode(np.frombuffer(png, "uint8"), cv2.IMREAD_COLOR)
    jpeg = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 85])[1]
    files = {"image/png": png, "image/jpeg": jpeg.tobytes()}
    kind = min(files, key=lambda kind: len(files[kind]))
    return kind, base64.b64encode(files[kind]).decode()


def main(path: pathlib.Path) -> None:
    """Runs the notebook at a path and writes its outputs into it."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    path = path.resolve()
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        os.symlink(path.parent / "images", "images")
        shown = run(notebook)
    for number, (cell, given) in enumerate(
        zip(code(notebook), shown, strict=True), 1
    ):
        cell["execution_count"] = number
        cell["outputs"] = _outputs(*given)
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    main(pathlib.Path(sys.argv[1]))
