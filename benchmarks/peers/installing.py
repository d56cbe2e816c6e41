"""The packages to compare, and how to install each."""

import dataclasses
import pathlib
import subprocess
import sys

from arm_tf.errors import InputError

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORKERS = pathlib.Path(__file__).resolve().parent / "workers"
DONE = "installed"  # a file, written last


@dataclasses.dataclass(frozen=True)
class Peer:
    """A package, in one of its variants."""

    name: str  # for the command line
    title: str  # for the tables
    folder: str  # where it is installed; variants share one
    packages: tuple  # what pip or npm installs
    worker: str  # a file in `workers/`
    arguments: tuple = ()  # the worker's, for the variant

    def command(self, work: pathlib.Path) -> list:
        """Returns the command that starts its worker."""
        folder = (work / self.folder).resolve()
        program = folder / "bin" / "python"
        if self.worker.endswith(".cjs"):
            program = "node"
        return [str(program), str(WORKERS / self.worker), *self.arguments]


FER = ("fer==25.10.3",)
TFJS = ("@tensorflow/tfjs@4.22.0", "@tensorflow/tfjs-backend-wasm@4.22.0")
PEERS = (
    Peer("arm_tf", "arm_tf, `ferplus`", "arm_tf", (str(ROOT),), "ours.py"),
    Peer(
        "arm_tf-mobile",
        "arm_tf, `mobile`",
        "arm_tf",
        (str(ROOT),),
        "ours.py",
        ("mobile",),
    ),
    Peer("fer", "fer 25.10.3", "fer", FER, "fer_package.py"),
    Peer(
        "fer-mtcnn",
        "fer 25.10.3, `mtcnn=True`",
        "fer",
        FER,
        "fer_package.py",
        ("mtcnn",),
    ),
    Peer(
        "face-api",
        "@vladmandic/face-api 1.7.15",
        "face-api",
        ("@vladmandic/face-api@1.7.15", *TFJS),
        "face_api.cjs",
    ),
    Peer(
        "facex", "facex 1.1.0", "facex", ("facex==1.1.0",), "facex_package.py"
    ),
    Peer(
        "human",
        "@vladmandic/human 3.3.6",
        "human",
        ("@vladmandic/human@3.3.6", *TFJS),
        "human.cjs",
    ),
)


def install(peer: Peer, work: pathlib.Path) -> int:
    """Installs a package, unless it is there; returns its size in MB.

    arm_tf is always installed again, as it may have changed.

    Raises:
        InputError: pip or npm could not install it.
    """
    folder = work / peer.folder
    before = folder / DONE
    if not before.exists() or str(ROOT) in peer.packages:
        folder.mkdir(parents=True, exist_ok=True)
        node = peer.worker.endswith(".cjs")
        (_with_npm if node else _with_pip)(peer, folder)
        before.write_text("")
    return round(_megabytes(folder))


def _with_pip(peer, folder):
    _run(sys.executable, "-m", "venv", folder)
    _run(folder / "bin" / "python", "-m", "pip", "install", *peer.packages)


def _with_npm(peer, folder):
    (folder / "package.json").write_text("{}\n")
    options = ("--no-audit", "--no-fund")
    _run("npm", "install", "--prefix", folder, *options, *peer.packages)


def _run(*command):
    command = [str(part) for part in command]
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError:
        raise InputError(f"Expected the program {command[0]}.") from None
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["nothing"])[-1]
        raise InputError(f"`{' '.join(command)}` failed. Received: {last}")


def _megabytes(folder):
    """Returns the size of the files below, hard links counted once."""
    seen = {}
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            about = path.stat()
            seen[about.st_ino] = about.st_size
    return sum(seen.values()) / 1e6
