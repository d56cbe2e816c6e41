"""Nothing here runs code from a file, starts a program or calls home."""

import ast
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]
PROGRAMS = ("arm_tf", "export", "android_demo", "train.py")
SOURCES = [
    path
    for name in PROGRAMS
    for path in (
        [ROOT / name] if name.endswith(".py") else (ROOT / name).rglob("*.py")
    )
]
# They read files by running what is in them, or run programs.
UNSAFE = {"pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
UNSAFE |= {"subprocess", "multiprocessing", "ctypes", "code", "runpy"}
ALLOWED = {
    # Tells the C library how to keep memory; reads no file.
    ROOT / "arm_tf/training/freed_memory.py": ["line 3 imports ctypes"],
    # Listens; opens no connection.
    ROOT / "arm_tf/serve/server.py": ["line 5 imports socket"],
}
NETWORK = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "requests"}
NETWORK |= {"aiohttp", "httpx", "asyncio", "xmlrpc", "telnetlib", "wget"}
CALLS = {"eval", "exec", "compile", "__import__", "system", "popen", "get_file"}
CALLS |= {"spawnl", "spawnlp", "spawnv", "execv", "execl", "startfile"}
CALLS |= {"enable_unsafe_deserialization", "import_module"}
KEYWORDS = {"safe_mode": False, "shell": True, "allow_pickle": True}


def faults_of(tree):
    """Yields what a syntax tree has that it may not have, as strings."""
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            if name.split(".")[0] in UNSAFE | NETWORK:
                yield f"line {node.lineno} imports {name}"
        if isinstance(node, ast.Call):
            yield from _faults_of_call(node)


def _faults_of_call(node):
    function = node.func
    name = getattr(function, "id", getattr(function, "attr", None))
    # `model.compile` is Keras', `re.compile` makes a pattern.
    harmless = name == "compile" and isinstance(function, ast.Attribute)
    if name in CALLS and not harmless:
        yield f"line {node.lineno} calls {name}"
    for keyword in node.keywords:
        wanted = KEYWORDS.get(keyword.arg)
        value = getattr(keyword.value, "value", "not a constant")
        if keyword.arg in KEYWORDS and value in (wanted, "not a constant"):
            yield f"line {node.lineno} says {keyword.arg}={value}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_the_sources_have_nothing_unsafe(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert list(faults_of(tree)) == ALLOWED.get(path, []), path


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "from urllib.request import urlopen",
        "import os; os.system('ls')",
        "np.load(path, allow_pickle=True)",
        "np.load(path, allow_pickle=flag)",
        "keras.saving.load_model(path, safe_mode=False)",
        "keras.utils.get_file(origin=url)",
        "eval(text)",
        "compile(text, 'x', 'exec')",
    ],
)
def test_the_search_finds_what_is_unsafe(code):
    assert list(faults_of(ast.parse(code)))


def test_what_is_harmless_is_let_through():
    code = "re.compile('x'); model.compile(); np.load(p, allow_pickle=False)"
    assert not list(faults_of(ast.parse(code)))


# Ends a program that opens a connection, starts another or unpickles.
WATCHED = """
import sys
def note(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.bind",
                 "subprocess.Popen", "os.system", "os.exec",
                 "os.posix_spawn", "pickle.find_class"):
        print(event, arguments, file=sys.stderr)
        import os
        os._exit(7)
sys.addaudithook(note)
"""


def test_the_demo_stays_on_this_machine(tmp_path):
    """It runs from start to end, on a picture without a face."""
    import cv2
    import numpy as np

    picture = tmp_path / "grey.png"
    cv2.imwrite(str(picture), np.full((64, 64, 3), 128, "uint8"))
    model = ROOT / "tests/golden/demo_model/model.tflite"
    arguments = [
        f"--model={model}",
        f"--image={picture}",
        f"--out={tmp_path}/o",
    ]
    code = f"""{WATCHED}
from arm_tf.commands.read import main
sys.exit(main({arguments!r}))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
