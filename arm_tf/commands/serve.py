"""Recognizes facial expressions over HTTP, and serves the browser demo.

    arm-tf serve
    curl -F file=@photo.jpg http://127.0.0.1:8000/v1/read

POST /v1/read takes pictures as `file` fields of a form, or as {"images":
[base64, ...]}, and returns {"results": [...]}: for each picture its faces or an
error. See /docs; /health and /metrics are for monitoring. The browser demo is
at / if it was built (`make web`).

Only connections from this machine are accepted, unless --host says otherwise.
If ARM_TF_TOKEN is set, /v1/read requires it as `Authorization: Bearer ...`.
"""

import os
import pathlib
import sys

from arm_tf import machine
from arm_tf.commands.arguments import Parser
from arm_tf.errors import InputError, command_line
from arm_tf.files import model_files


@command_line
def main(argv=None):
    """Runs the command line."""
    args = _arguments(argv)
    token = os.environ.get("ARM_TF_TOKEN", "")
    try:
        from arm_tf.serve import server
        from arm_tf.serve.limits import Limits
    except ModuleNotFoundError as error:
        raise InputError(
            f"Expected the package {error.name}. Received: none. Install it by "
            'pip install "arm-tf[serve]".'
        ) from None
    limits = Limits()
    # OpenCV reads it once, before its first picture.
    os.environ["OPENCV_IO_MAX_IMAGE_PIXELS"] = str(limits.pixels)
    app = _app(args, limits, token)
    listener = server.listen(args.host, args.port)
    address = f"[{args.host}]" if ":" in args.host else args.host
    print(f"listening at http://{address}:{args.port}; see /docs for the API")
    if not server.is_loopback(args.host) and not token:
        print(
            "warning: whoever reaches this address may send pictures. Set "
            "ARM_TF_TOKEN to ask for a token.",
            file=sys.stderr,
        )
    sys.stdout.flush()
    server.run(app, listener)


def _arguments(argv):
    parser = Parser("serve", __doc__)
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="the address to listen at (default: 127.0.0.1: this machine)",
    )
    parser.add_argument(
        "--port",
        type=int,
        default=8000,
        metavar="N",
        help="the port to listen at (default: 8000)",
    )
    parser.add_model("--model")
    return parser.parse_args(argv)


def _app(args, limits, token):
    from arm_tf.inference.analyzer import Analyzer
    from arm_tf.serve.app import build_app
    from arm_tf.serve.readers import Readers

    model = model_files.find_tflite(args.model)
    readers = Readers(Analyzer(model, threads=1), machine.cpus(), limits)
    page = pathlib.Path(__file__).resolve().parents[2] / "build" / "web"
    built = (page / "index.html").is_file()
    return build_app(readers, token, page if built else None)
