"""Shows what faces express: in pictures, a video, or before the camera.

    arm-tf read --camera 0
    arm-tf read --image a.jpg b.jpg --out annotated
    arm-tf read --folder photos --csv faces.csv
    arm-tf read --video clip.mp4 --json faces.json

Opens a window where there is a display; otherwise, or with --out, writes
annotated pictures or a video. --json and --csv get a record per face and
frame. It runs the very file that the phone runs. `python
android_demo/desktop.py` is the same command.
"""

import os
import pathlib

from arm_tf import pretrained
from arm_tf.commands.arguments import Parser, user_path
from arm_tf.errors import InputError, command_line

WITHOUT_DISPLAY = pathlib.Path("annotated")


@command_line
def main(argv=None):
    """Runs the command line."""
    args = _arguments(argv)
    # What cannot be read is reported by us, in one line with its name.
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    import cv2

    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    _read(args)


def _read(args):
    moving = args.video is not None or args.camera is not None
    model = args.model or find_model()
    target = _target(args)
    # These take a moment to load, which wrong arguments need not wait for.
    from arm_tf.desktop import outputs, showing
    from arm_tf.desktop.records import Records
    from arm_tf.faces.pictures import shown
    from arm_tf.inference.analyzer import Analyzer

    source = _open_source(args, showing.warn)
    analyzer = Analyzer(model, small_faces=args.small_faces)
    with Records(args.json, args.csv, analyzer.class_names) as records:
        show = showing.show_video if moving else showing.show_pictures
        summary = show(source, analyzer, records, target)
    showing.say(summary)
    if isinstance(target, outputs.Folder) and target.written:
        showing.say(f"written to {shown(target.path)}")


def _arguments(argv):
    parser, path = Parser("read", __doc__), user_path
    parser.add_argument(
        "--model",
        type=path,
        metavar="FILE",
        help="a .tflite file (default: the shipped one, else the newest run's)",
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--image", type=path, nargs="+", metavar="FILE", help="picture files"
    )
    what.add_argument(
        "--folder", type=path, metavar="DIR", help="all pictures in and below"
    )
    what.add_argument("--video", type=path, metavar="FILE", help="a video file")
    what.add_argument(
        "--camera", type=int, metavar="N", help="a camera; 0 is the first"
    )
    parser.add_argument(
        "--json", type=path, metavar="FILE", help="write the records as JSON"
    )
    parser.add_argument(
        "--csv", type=path, metavar="FILE", help="write the records as CSV"
    )
    parser.add_argument(
        "--out", type=path, metavar="DIR", help="write annotated pictures"
    )
    parser.add_argument(
        "--small-faces",
        action="store_true",
        help="look longer, for faces of 20 to 60 pixels in large pictures",
    )
    args = parser.parse_args(argv)
    if args.json and args.csv and args.json.resolve() == args.csv.resolve():
        raise InputError(
            "Expected different files for --json and --csv. Received: "
            f"{args.json} for both. Name another."
        )
    return args


def find_model(shipped=None, runs=pathlib.Path("runs")):
    """Returns the path of the shipped model, else of the newest run's.

    Raises:
        InputError: there is neither.
    """
    shipped = shipped or pretrained.tflite_file("ferplus")
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
    from arm_tf.desktop import outputs

    if not args.out and outputs.has_display():
        return outputs.Window()
    return outputs.Folder(args.out or WITHOUT_DISPLAY, args.folder)


def _open_source(args, warn):
    """Returns a list of paths, a `Video` or a `Camera`."""
    from arm_tf.desktop import sources

    if args.video is not None:
        return sources.Video(args.video)
    if args.camera is not None:
        return sources.Camera(args.camera)
    if args.folder is not None:
        out = args.out or WITHOUT_DISPLAY
        paths, others = sources.list_folder(args.folder, out)
        if others:
            warn(sources.passed_over(others))
        return paths
    if not any(path.is_file() for path in args.image):
        names = " ".join(map(sources.shown, args.image))
        raise InputError(
            f"Expected picture files. Received: --image {names!s:.200}: no "
            "such file. Check the paths."
        )
    return args.image
