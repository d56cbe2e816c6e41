"""Recognizes facial expressions in pictures, videos and live camera.

    arm-tf read photo.jpg
    arm-tf read photos a.jpg clip.mp4 --csv faces.csv --out annotated
    arm-tf read --camera 0

PATH is a picture, a video, or a folder of pictures; which one is recognized
automatically. Each picture's faces are printed. If there is a display, a window
shows them; with --out, annotated pictures and videos are written instead.
--json and --csv get a record per face and frame, and one per picture without a
face. `python android_demo/desktop.py` is the same command.
"""

import os

from arm_tf.commands.arguments import Parser
from arm_tf.errors import InputError, command_line
from arm_tf.files import model_files

MOST_CAMERAS = 100  # OpenCV takes larger numbers for kinds of cameras


@command_line
def main(argv=None):
    """Runs the command line."""
    args = _arguments(argv)
    # Broken files are reported by us, in one line with their name.
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    from arm_tf.faces.pictures import silent_opencv

    with silent_opencv():
        _read(args)


def _read(args):
    # These take a moment to load; wrong arguments are reported before.
    from arm_tf.desktop import paths, showing
    from arm_tf.desktop.camera import Camera
    from arm_tf.desktop.records import Records
    from arm_tf.faces.pictures import shown
    from arm_tf.files import atomic_files
    from arm_tf.inference.analyzer import Analyzer
    from arm_tf.inference.video import Video

    model = model_files.find_tflite(args.model)
    found = paths.find(args.paths, args.out)
    for line in found.remarks:
        showing.warn(line)
    inputs = [*found.pictures, *found.videos, model]
    atomic_files.check_outputs({"--json": args.json, "--csv": args.csv}, inputs)
    target = _target(args, found)
    threads = {"threads": 1} if args.workers > 1 else {}
    analyzer = Analyzer(model, small_faces=args.small_faces, **threads)
    with Records(args.json, args.csv, analyzer.class_names) as records:
        read = showing.Reader(analyzer, records, target)
        if found.pictures:
            read.pictures(found.pictures, args.workers)
        for path in found.videos:
            read.video(Video(path))
        if args.camera is not None:
            read.video(Camera(args.camera))
    if target.written:
        print(f"written to {shown(target.path)}")


def _arguments(argv):
    parser = Parser("read", __doc__)
    parser.add_path("path", "what is read", "PATH", nargs="*")
    for option in ("--image", "--folder", "--video"):  # as before PATH
        parser.add_path(option, "the same", "PATH", nargs="+")
    parser.add_argument(
        "--camera", type=int, metavar="N", help="a camera; 0 is the first"
    )
    parser.add_model("--model")
    parser.add_path("--json", "write the records as JSON", "FILE")
    parser.add_path("--csv", "write the records as CSV", "FILE")
    parser.add_path("--out", "write annotated pictures", "DIR")
    parser.add_argument(
        "--workers",
        type=int,
        default=1,
        metavar="N",
        help="pictures that are read at a time (default: 1)",
    )
    parser.add_argument(
        "--small-faces",
        action="store_true",
        help="also detect faces of 20 to 60 pixels in large pictures (slower)",
    )
    return _checked(parser.parse_args(argv))


def _checked(args):
    """Returns the arguments with `paths`, all that is read."""
    given = [args.path, args.image, args.folder, args.video]
    args.paths = [path for paths in given for path in paths or []]
    if bool(args.paths) == (args.camera is not None):
        raise InputError(
            "Expected paths of pictures, folders or videos, or --camera. "
            f"Received: {'both' if args.paths else 'none'}. See arm-tf read "
            "--help."
        )
    if args.camera is not None and not 0 <= args.camera < MOST_CAMERAS:
        raise InputError(
            f"Expected a camera from 0 to {MOST_CAMERAS - 1}. Received: "
            f"--camera {args.camera!s:.20}. 0 is the first one."
        )
    if args.workers < 1:
        raise InputError(
            f"Expected 1 or more. Received: --workers {args.workers!s:.20}."
        )
    return args


def _target(args, found):
    """Returns the `outputs` to show things in: a folder, a window, or none."""
    from arm_tf.desktop import display, outputs

    if args.out:
        inputs = [*found.pictures, *found.videos]
        return outputs.Folder(args.out, found.root, inputs)
    if display.has_display():
        return outputs.Window()
    if args.camera is not None and not (args.csv or args.json):
        raise InputError(
            "Expected --out, --csv or --json for a camera where no window can "
            "be opened. Received: none of them."
        )
    return outputs.Nowhere()
