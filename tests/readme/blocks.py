"""The commands and programs that README.md prints, as it prints them.

    python tests/readme/blocks.py > script.sh

writes the lines that a new user can type one after the other, as a script for
bash: what runs elsewhere, or for ever, is left out; see `ELSEWHERE`.
"""

import pathlib
import re

README = pathlib.Path(__file__).resolve().parents[2] / "README.md"
# What the script leaves out, and the file that runs it as printed.
ELSEWHERE = {
    "arm-tf read --camera 0": "tests/readme/test_readme.py",
    "make web": "tests/readme/web.sh",
    "make train": ".ci/run",
    "make test": ".ci/run",
    "make apk": ".ci/phone",
}


def blocks(text: str, language: str) -> list:
    """Returns the code blocks of a language, in order."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return [code for name, code in found if name == language]


def commands(text: str) -> list:
    """Returns the commands, in order, each on a line, without comments."""
    code = re.sub(r" \\\n\s*", " ", "".join(blocks(text, "sh")))
    lines = code.splitlines()
    return [re.sub(r"\s+# .*$", "", line) for line in lines]


def script(text: str) -> str:
    """Returns what a new user types, and then the Python of the README."""
    typed = [line for line in commands(text) if line not in ELSEWHERE]
    programs = [
        f"python - <<'END'\n{code}END" for code in blocks(text, "python")
    ]
    return "\n".join(["set -euxo pipefail", *typed, *programs, ""])


if __name__ == "__main__":
    print(script(README.read_text(encoding="utf-8")), end="")
