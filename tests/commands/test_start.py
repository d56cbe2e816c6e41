"""Commands start fast, and every argument has a help text.

The times depend on the machine (`benchmarks/start.py` measures them); the
imported modules do not.
"""

import pathlib
import re
import subprocess
import sys

import pytest

from arm_tf.commands import arguments as module

COMMANDS = "read serve benchmark train evaluate export onnx import challenge"
COMMANDS = COMMANDS.split()
HEAVY = {"tensorflow", "keras", "jax", "numpy", "cv2", "matplotlib"}
MOST_MODULES = 250  # Python's own and ours; with numpy alone there are 400
PROGRAM = """
import sys
from arm_tf.commands import main
try:
    code = main(sys.argv[1:])
except SystemExit as end:
    code = end.code
print(len(sys.modules), *sys.modules, sep="\\n", file=sys.stderr)
sys.exit(code)
"""


def run(*arguments):
    """Returns the exit code, what was printed, errors, and the modules."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        capture_output=True,
        text=True,
    )
    errors, modules = [], []
    lines = done.stderr.splitlines()
    for index, line in enumerate(lines):
        if line.isdigit():
            modules = lines[index + 1 :]
            break
        errors.append(line)
    return done.returncode, done.stdout, errors, modules


def check_light(modules):
    assert modules and len(modules) < MOST_MODULES
    assert not HEAVY & set(modules)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_loads_nothing_heavy(command):
    code, printed, errors, modules = run(command, "--help")
    assert (code, errors) == (0, [])
    assert f"arm-tf {command}" in printed
    check_light(modules)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_wrong_argument_is_one_line_at_once(command):
    code, printed, errors, modules = run(command, "--no-such-argument", "x=y=z")
    assert (code, printed) == (2, "")
    assert len(errors) == 1 and errors[0].startswith("error: ")
    check_light(modules)


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["trian"], "Expected a command: read, serve, benchmark"),
        (["train", "raf_db", "epocs=3"], "no setting called 'epocs'"),
        (["train", "raf_db", "epochs=1.5"], "`epochs` takes int values"),
        (["export", "--precision", "int2"], "invalid choice: 'int2'"),
        (["evaluate", "x", "--batch-size", "0"], "must be 1 or more"),
        (["read"], "or --camera. Received: none"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_loaded(arguments, words):
    code, printed, errors, modules = run(*arguments)
    assert (code, printed) == (2, "")
    assert len(errors) == 1 and words in errors[0]
    check_light(modules)


def test_without_a_command_all_are_shown():
    code, printed, errors, modules = run()
    assert (code, errors) == (0, [])
    assert all(f"\n{command}  " in printed for command in COMMANDS)


@pytest.mark.parametrize(
    ("file", "place"),
    [
        ("CITATION.cff", "\nversion: ([0-9.]+)\n"),
        ("CHANGELOG.md", "\n## ([0-9.]+)"),
        ("android_demo/web/package.json", '"version": "(.+)"'),
        ("android_demo/app/build.gradle.kts", 'versionName = "(.+)"'),
    ],
)
def test_the_version_is_the_same_everywhere(file, place):
    text = (pathlib.Path(__file__).parents[2] / file).read_text("utf-8")
    assert re.search(place, text)[1] == run("--version")[1].strip()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_argument_has_a_help_text(command, monkeypatch):
    parsers = []
    real = module.Parser.__init__

    def remember(self, *args, **kwargs):
        real(self, *args, **kwargs)
        parsers.append(self)

    monkeypatch.setattr(module.Parser, "__init__", remember)
    from arm_tf.commands import main

    with pytest.raises(SystemExit):
        main([command, "--help"])
    (parser,) = parsers
    assert len(parser._actions) > 2
    for action in parser._actions:
        assert action.help, action.dest


def test_all_settings_can_be_listed():
    code, printed, errors, modules = run("train", "--list", "ferplus")
    assert code == 0
    assert "\nbatch_size=128 " in printed
    assert "weight_ema=0.995" in printed and "exponential moving" in printed
    assert "(2 to 65536)" in printed and "exponential, cosine" in printed
    check_light(modules)
