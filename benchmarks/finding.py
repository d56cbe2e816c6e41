"""Measures face detection: false positives, and drawn faces detected.

    python -m benchmarks.finding
    python -m benchmarks.finding --faceless 200 --faces 500 --json finding.json

200 generated scenes without a face (patterns, objects, drawn hands, blurred
noise, text), in which every detection is wrong; and 500 drawn faces in scenes
of 640 x 480, by size and tilt, a fifth of them partly covered. A face counts as
detected if its mean landmark error is less than half the eye distance.
Drawn faces are not people: the table compares sizes, tilts and versions, and
does not predict results on photographs.
"""

import pathlib

import numpy as np

from arm_tf.commands.arguments import Parser
from arm_tf.errors import CheckFailed, command_line
from arm_tf.faces.detector import FaceDetector
from arm_tf.files import atomic_files
from benchmarks.face_scenes import KINDS, faceless, with_face

SIZES = (24, 32, 48, 72, 108, 162, 243)  # pixels, hair to chin
TILTS = (0, 15, 30, 45)  # degrees, to either side
PARTLY = 5  # every fifth face is partly covered
NEAR = 0.5  # of the eye distance
MOST_WRONG = 2  # from this many false positives, the check fails


def wrong_answers(detector, scenes: int) -> dict:
    """Returns the number of detections per kind of scene without a face."""
    counts = dict.fromkeys(KINDS, 0)
    for number in range(scenes):
        counts[KINDS[number % len(KINDS)]] += len(detector(faceless(number)))
    return counts


def found_shares(detector, faces: int) -> list[dict]:
    """Returns a dict per size and tilt: faces, detected, mean point error."""
    cases = [(size, tilt) for size in SIZES for tilt in TILTS]
    rows = [
        {"size": size, "tilt": tilt, "faces": 0, "found": 0, "errors": []}
        for size, tilt in cases
    ]
    for number in range(faces):
        row = rows[number % len(cases)]
        tilt = row["tilt"] * (-1) ** (number // len(cases))
        covered = (number // len(cases)) % PARTLY == PARTLY - 1
        image, points = with_face(number, row["size"], tilt, covered)
        error = nearest(detector(image), points)
        row["faces"] += 1
        if error <= NEAR:
            row["found"] += 1
            row["errors"].append(error)
    for row in rows:
        errors = row.pop("errors")
        row["error"] = float(np.median(errors)) if errors else None
    return rows


def nearest(found, points) -> float:
    """Returns the best face's mean error, in eye distances."""
    eyes = np.linalg.norm(points[1] - points[0])
    errors = [
        np.linalg.norm(np.array(face.points[:4]) - points, axis=1).mean()
        for face in found
    ]
    return float(min(errors, default=np.inf) / eyes)


def table(rows) -> str:
    """Returns the shares of detected faces as a Markdown table."""
    lines = [
        "| Pixels | " + " | ".join(f"{tilt} degrees" for tilt in TILTS) + " |",
        "|---" * (len(TILTS) + 1) + "|",
    ]
    for size in SIZES:
        cells = [
            f"{row['found']} of {row['faces']}"
            for row in rows
            if row["size"] == size
        ]
        lines.append(f"| {size} | {' | '.join(cells)} |")
    return "\n".join(lines)


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = Parser("", __doc__)
    parser.add_argument("--faceless", type=int, default=200, metavar="N")
    parser.add_argument("--faces", type=int, default=500, metavar="N")
    parser.add_argument("--small-faces", action="store_true")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE")
    args = parser.parse_args(argv)
    detector = FaceDetector(tiles=args.small_faces)
    wrong = wrong_answers(detector, args.faceless)
    rows = found_shares(detector, args.faces)
    kinds = ", ".join(f"{kind} {count}" for kind, count in wrong.items())
    print(f"{args.faceless} scenes without a face, faces found: {kinds}\n")
    print(table(rows))
    found, faces = (sum(row[k] for row in rows) for k in ("found", "faces"))
    errors = [row["error"] for row in rows if row["error"] is not None]
    print(
        f"\n{found} of {faces} found; points off by {np.median(errors):.0%}"
        " of the distance of the eyes (median of medians)"
    )
    if args.json:
        value = {"faceless": args.faceless, "wrong": wrong, "faces": rows}
        atomic_files.write_json(args.json, value)
    if sum(wrong.values()) >= MOST_WRONG:
        raise CheckFailed(
            f"Expected fewer than {MOST_WRONG} faces where there is none. "
            f"Received: {sum(wrong.values())}. Look at what changed."
        )


if __name__ == "__main__":
    raise SystemExit(main())
