"""Shows what faces express: in pictures, a video, or before the camera.

    python android_demo/desktop.py --camera 0
    python android_demo/desktop.py --image a.jpg b.jpg --out annotated
    python android_demo/desktop.py --folder photos --csv faces.csv
    python android_demo/desktop.py --video clip.mp4 --json faces.json

Opens a window where there is a display; otherwise, or with --out, writes
annotated pictures or a video. --json and --csv get a record per face and
frame. It runs the very file that the phone runs.
"""

import argparse
import functools
import os
import pathlib
import sys

# What cannot be read is reported by us, in one line with its name.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
if not __package__:  # Run as a script: its folder is on the path.
    sys.path[0] = str(pathlib.Path(__file__).resolve().parents[1])

import cv2  # noqa: E402

from android_demo import faces, outputs, sources  # noqa: E402
from android_demo.errors import InputError, Parser, run  # noqa: E402
from android_demo.following import NEAR, Follower  # noqa: E402

SHIPPED = pathlib.Path(__file__).resolve().parent / "model" / "model.tflite"
WITHOUT_DISPLAY = pathlib.Path("annotated")
THREADS = min(4, os.cpu_count() or 1)


def main(argv=None):
    """Runs the command line."""
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    args = _arguments(argv)
    moving = args.video is not None or args.camera is not None
    detector = _detector(args.yunet, moving)
    model = args.model or find_model()
    target = _target(args)
    source = _open_source(args)
    # These take a moment to load, which wrong arguments need not wait for.
    from android_demo import showing
    from android_demo.classifier import Classifier
    from android_demo.pipeline import Recognizer
    from android_demo.records import Records

    recognizer = Recognizer(detector, Classifier(model, THREADS))
    labels = recognizer.classifier.labels
    with Records(args.json, args.csv, labels) as records:
        show = showing.show_video if moving else showing.show_pictures
        print(show(source, recognizer, records, target))
    if isinstance(target, outputs.Folder):
        print(f"written to {target.path}")


def _arguments(argv):
    parser = Parser(
        prog="desktop.py",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    path = pathlib.Path
    parser.add_argument(
        "--model",
        type=path,
        metavar="FILE",
        help="a .tflite file (default: the shipped one, else the newest run's)",
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--image", type=path, nargs="+", metavar="FILE")
    what.add_argument("--folder", type=path, metavar="DIR")
    what.add_argument("--video", type=path, metavar="FILE")
    what.add_argument("--camera", type=int, metavar="N")
    parser.add_argument("--json", type=path, metavar="FILE")
    parser.add_argument("--csv", type=path, metavar="FILE")
    parser.add_argument("--out", type=path, metavar="DIR")
    parser.add_argument(
        "--yunet",
        type=path,
        metavar="FILE",
        help="find faces with YuNet's .onnx file instead of OpenCV's cascade",
    )
    return parser.parse_args(argv)


def _detector(yunet, moving):
    """Returns a function from a picture to a list of `faces.Face`."""
    if yunet:
        find = functools.partial(faces.YuNetDetector, yunet)
    else:
        find = functools.partial(faces.HaarDetector, thorough=not moving)
    if moving:
        return Follower(find(smallest=faces.MOVING), find(smallest=NEAR))
    return find(smallest=faces.STILL)


def find_model(shipped=SHIPPED, runs=pathlib.Path("runs")):
    """Returns the path of the shipped model, else of the newest run's.

    Raises:
        InputError: there is neither.
    """
    if shipped.is_file():
        return shipped
    exported = sorted(
        runs.glob("*/tflite/model.tflite"), key=lambda p: p.stat().st_mtime
    )
    if not exported:
        raise InputError(
            "Expected a model. Received: no --model, and none is shipped or "
            f"under {runs}/. Make one with `python train.py` and `python "
            "export/to_tflite.py`."
        )
    return exported[-1]


def _target(args):
    """Returns the `outputs.Window` or `outputs.Folder` to show things in."""
    if not args.out and outputs.has_display():
        return outputs.Window()
    return outputs.Folder(args.out or WITHOUT_DISPLAY, args.folder)


def _open_source(args):
    """Returns a list of paths, a `Video` or a `Camera`."""
    if args.video is not None:
        return sources.Video(args.video)
    if args.camera is not None:
        return sources.Camera(args.camera)
    if args.folder is not None:
        return sources.list_folder(args.folder, args.out or WITHOUT_DISPLAY)
    if not any(path.is_file() for path in args.image):
        raise InputError(
            "Expected picture files. Received: --image "
            f"{' '.join(map(str, args.image))!s:.200}: no such file. Check "
            "the paths."
        )
    return args.image


if __name__ == "__main__":
    raise SystemExit(run(main))
