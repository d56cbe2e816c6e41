"""Draws docs/images/architecture.svg: the pipeline from data to phone.

python docs/draw_architecture.py
"""

import pathlib

OUT = pathlib.Path(__file__).resolve().parent / "images" / "architecture.svg"
WIDE, HIGH, GAP = 150, 74, 34  # pixels
INK, FAINT, LINE = "#1f2937", "#4b5563", "#9ca3af"
ROWS = [  # title, colour, and the packages with their data
    (
        "train",
        "#e8f1fb",
        [
            ("data", "folder or csv", "-> batches"),
            ("models", "backbone, head:", "arm_tf/layers"),
            ("training", "augment, learn,", "checkpoint"),
            ("evaluation", "metrics, plots,", "calibration"),
        ],
    ),
    (
        "export",
        "#eaf6ec",
        [
            ("quantize", "fold, calibrate,", "fine-tune"),
            ("tflite", "convert, describe,", "verify"),
            ("model.tflite", "labels inside,", "model.json beside"),
        ],
    ),
    (
        "use",
        "#fdf1e3",
        [
            ("inference", "detect, align,", "classify, smooth"),
            ("desktop", "arm-tf read", "arm_tf/commands"),
            ("browser", "android_demo/", "web"),
            ("phone", "android_demo/", "app"),
        ],
    ),
]


def main():
    """Writes the picture."""
    height = len(ROWS) * (HIGH + 2 * GAP)
    width = 110 + 4 * (WIDE + GAP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} '
        f'{height}" font-family="system-ui, sans-serif" role="img" '
        'aria-label="The packages of arm_tf, from faces to a phone">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        '<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" '
        f'markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="{LINE}"'
        "/></marker>",
    ]
    for row, (title, colour, packages) in enumerate(ROWS):
        parts += _row(row, title, colour, packages)
    parts.append(_turn(0, 3, 0))
    for client in (0, 2, 3):  # inference, browser, phone
        parts.append(_turn(1, 2, client))
    text = "\n".join([*parts, "</svg>", ""])
    OUT.write_text(text, encoding="utf-8")


def _row(row, title, colour, packages):
    top = GAP + row * (HIGH + 2 * GAP)
    yield _text(20, top + HIGH / 2 + 6, title, 18, FAINT, "start", 600)
    for column, (name, *lines) in enumerate(packages):
        left = _left(column)
        yield (
            f'<rect x="{left}" y="{top}" width="{WIDE}" height="{HIGH}" '
            f'rx="10" fill="{colour}" stroke="{LINE}"/>'
        )
        middle = left + WIDE / 2
        yield _text(middle, top + 24, name, 16, INK, "middle", 600)
        for number, line in enumerate(lines):
            y = top + 45 + 17 * number
            yield _text(middle, y, line, 13, FAINT, "middle", 400)
        # The demos are independent; everything else is a chain.
        if column and not (title == "use" and column > 1):
            yield _arrow(left - GAP, top + HIGH / 2, left, top + HIGH / 2)
    if title == "use":
        yield _text(
            _left(1) + 1.5 * WIDE + GAP,
            top + HIGH + 22,
            "one detector, alignment and file for all three: shared test files",
            13,
            FAINT,
            "middle",
            400,
        )


def _turn(row, column, target):
    """Returns the arrow from a package to one in the row below."""
    start, end = (_left(place) + WIDE / 2 for place in (column, target))
    bottom = GAP + row * (HIGH + 2 * GAP) + HIGH
    middle = bottom + GAP
    return (
        f'<path d="M{start} {bottom}V{middle}H{end}V{bottom + 2 * GAP}" '
        f'fill="none" stroke="{LINE}" stroke-width="2" '
        'marker-end="url(#tip)"/>'
    )


def _left(column):
    return 110 + column * (WIDE + GAP)


def _arrow(x1, y1, x2, y2):
    return (
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{LINE}" '
        'stroke-width="2" marker-end="url(#tip)"/>'
    )


def _text(x, y, words, size, colour, anchor, weight):
    words = words.replace("->", "\N{RIGHTWARDS ARROW}")
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}" '
        f'text-anchor="{anchor}" font-weight="{weight}">{words}</text>'
    )


if __name__ == "__main__":
    main()
