"""Measures time and memory of face detection, next to OpenCV's cascade.

    python -m benchmarks.finding_speed
    python -m benchmarks.finding_speed photo.jpg --json speed.json

* * Detection in a picture of 2 megapixels (1632 x 1224) with drawn faces, or in
  the given pictures, shrunk to that size, on one thread; the network's share;
  and the Haar cascade that this project used before, alternating in one run.
* A video of 640 x 480 with one face, by the command line on all cores.
* Peak memory of the command line for a picture of 20 megapixels.
"""

import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import time

import cv2
import numpy as np

from arm_tf.commands.arguments import Parser
from arm_tf.errors import command_line
from arm_tf.faces.detector import FaceDetector
from arm_tf.faces.pictures import open_picture
from arm_tf.files import atomic_files
from benchmarks.face_scenes import room, with_face

WIDTH, HEIGHT = 1632, 1224  # 2 megapixels
LARGE = (5472, 3648)  # 20 megapixels
REPEATS = 15
# The scene's number, the face's size in pixels, and its tilt in degrees.
DRAWN = ((1, 243, 0), (2, 180, 10), (6, 140, 20), (9, 130, 0))
FRAMES = 240
CASCADE = "haarcascade_frontalface_alt2.xml"
SMALLEST = 1 / 20  # of the shorter side, as this project used the cascade


def drawn_picture():
    """Returns 2 megapixels with four drawn faces of 130 to 243 pixels."""
    quarters = [
        cv2.resize(with_face(n, size, tilt)[0], (WIDTH // 2, HEIGHT // 2))
        for n, size, tilt in DRAWN
    ]
    rows = [np.hstack(quarters[:2]), np.hstack(quarters[2:])]
    return np.ascontiguousarray(np.vstack(rows))


def haar(image):
    """Detects upright faces as before: in an equalized, smaller image."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    scale = min(1, 24 / (SMALLEST * min(grey.shape)))
    small = cv2.resize(
        grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA
    )
    cascade = cv2.CascadeClassifier(cv2.data.haarcascades + CASCADE)
    small = cv2.equalizeHist(small)
    return cascade.detectMultiScale(small, 1.1, 4, minSize=(24, 24))


class Timed:
    """An interpreter that records the time of each run of its network."""

    def __init__(self, interpreter):
        self.interpreter = interpreter
        self.runs = []

    def __getattr__(self, name):
        return getattr(self.interpreter, name)

    def invoke(self):
        start = time.perf_counter()
        self.interpreter.invoke()
        self.runs.append(1000 * (time.perf_counter() - start))


def milliseconds(function) -> float:
    """Returns the median time of a call in milliseconds."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        function()
        times.append(1000 * (time.perf_counter() - start))
    return float(np.median(times))


def compare(images) -> list[dict]:
    """Returns a dict per picture: times, and numbers of detected faces."""
    cv2.setNumThreads(1)
    detector = FaceDetector(threads=1)
    network = Timed(detector._look._interpreter)
    detector._look._interpreter = network
    rows = []
    for image in images:
        network.runs.clear()
        finding = milliseconds(lambda i=image: detector(i))
        runs = len(network.runs) // REPEATS
        rows.append(
            {
                "finder_ms": finding,
                "network_runs": runs,
                "network_ms": runs * float(np.median(network.runs)),
                "haar_ms": milliseconds(lambda i=image: haar(i)),
                "finder_faces": len(detector(image)),
                "haar_faces": len(haar(image)),
            }
        )
    return rows


def read(folder, *arguments):
    """Runs the command line; returns its output and its peak memory in MB."""
    command = [sys.executable, "-m", "arm_tf", "read", *arguments]
    command += ["--out", str(folder / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return done.stdout, used


def frames_per_second(folder) -> dict:
    """Returns the speed of a video with one face, as the command prints it."""
    path = folder / "one face.mp4"
    code = cv2.VideoWriter.fourcc(*"mp4v")
    writer = cv2.VideoWriter(str(path), code, 30, (640, 480))
    image, _ = with_face(5, 200, 0)
    for number in range(FRAMES):
        moved = np.roll(image, number % 40 - 20, axis=1)
        writer.write(moved[..., ::-1])
    writer.release()
    said, _ = read(folder, "--video", str(path))
    return {
        "frames_per_second": float(re.search(r"([\d.]+) frames/s", said)[1]),
        "said": said.splitlines()[0],
    }


def peak_memory(folder) -> float:
    """Returns the peak memory in MB for a 20-megapixel JPEG with a face."""
    path = folder / "large.jpg"
    image = cv2.resize(with_face(5, 243, 0)[0], LARGE)
    cv2.imwrite(str(path), image[..., ::-1])
    del image
    return read(folder, "--image", str(path))[1]


def pictures(paths):
    """Returns the given pictures at 2 megapixels, or a drawn one."""
    images = []
    for path in paths:
        image = open_picture(path)
        zoom = (WIDTH * HEIGHT / (image.shape[0] * image.shape[1])) ** 0.5
        images.append(cv2.resize(image, None, fx=zoom, fy=zoom))
    empty = room(np.random.default_rng(0))
    return images or [drawn_picture(), cv2.resize(empty, (WIDTH, HEIGHT))]


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = Parser("", __doc__)
    parser.add_argument("pictures", nargs="*", type=pathlib.Path)
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE")
    args = parser.parse_args(argv)
    rows = compare(pictures(args.pictures))
    print("| Detector, ms | Network | Its runs | Haar, ms | Faces | Haar's |")
    print("|---|---|---|---|---|---|")
    for row in rows:
        print(
            f"| {row['finder_ms']:.1f} | {row['network_ms']:.1f} "
            f"| {row['network_runs']} | {row['haar_ms']:.0f} "
            f"| {row['finder_faces']} | {row['haar_faces']} |"
        )
    with tempfile.TemporaryDirectory() as name:
        # Memory first: the value is the maximum over all child processes.
        memory = peak_memory(pathlib.Path(name))
        video = frames_per_second(pathlib.Path(name))
    print(
        f"\nvideo 640 x 480, one face, {os.cpu_count()} cores: {video['said']}"
    )
    print(f"20 megapixels: {memory:.0f} MB at the peak")
    if args.json:
        value = {"pictures": rows, "video": video, "peak_mb": memory}
        atomic_files.write_json(args.json, value)


if __name__ == "__main__":
    raise SystemExit(main())
