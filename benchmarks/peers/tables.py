"""The results as Markdown."""


def photographs(rows: list) -> str:
    """Returns the table of size, start, time per photo and detection."""
    drawn = rows[0]["drawn"]
    head = (
        "| package | installed | start | time per photo | "
        f"detected, of {drawn} drawn faces | false positives | the astronaut |"
    )
    lines = [head, "|---|--:|--:|--:|--:|--:|---|"]
    for row in rows:
        lines.append(
            f"| {row['name']} | {_size(row)} | {_start(row)} "
            f"| {row['photograph_ms']:.0f} ms | {row['found']} "
            f"| {row['wrong']} | {', '.join(row['astronaut']) or 'not found'} |"
        )
    return "\n".join(lines)


def faces(rows: list) -> str:
    """Returns the table of cropped faces."""
    counts = [rows[0][name]["faces"] for name in ("ferplus", "fer2013")]
    head = (
        f"| package | FER+, {counts[0]:,} faces | ECE "
        f"| FER2013, {counts[1]:,} faces | ECE | time per face |"
    )
    lines = [head, "|---|---|--:|---|--:|--:|"]
    for row in rows:
        cells = [
            f"{_accuracy(row[name])}{_part(row[name], count)} "
            f"| {row[name]['ece']:.3f}"
            for name, count in zip(("ferplus", "fer2013"), counts, strict=True)
        ]
        lines.append(
            f"| {row['name']} | {' | '.join(cells)} | {row['face_ms']:.1f} ms |"
        )
    return "\n".join(lines)


def short(rows: list) -> str:
    """Returns the README's table.

    Rows with processor times are left out: they do not compare with the other
    rows, and the README has no space to say so.
    """
    count = rows[0]["ferplus"]["faces"]
    rows = [row for row in rows if not row.get("cpu_time")]
    head = (
        f"| package | accuracy on {count:,} FER+ faces | time per photo | "
        "start | installed |"
    )
    lines = [head, "|---|---|--:|--:|--:|"]
    for row in rows:
        lines.append(
            f"| {row['name']} | {_accuracy(row['ferplus'])} "
            f"| {row['photograph_ms']:.0f} ms | {_start(row)} | {_size(row)} |"
        )
    return "\n".join(lines)


def _size(row):
    return f"{row['installed_mb']:,} MB"


def _start(row):
    return f"{row['start_seconds']:.1f} s"


def _part(values, count):
    """Returns how many faces a package was measured on, unless on all."""
    return f", {values['faces']} faces" if values["faces"] != count else ""


def _accuracy(values):
    low, high = (100 * end for end in values["accuracy_interval"])
    return f"{100 * values['accuracy']:.1f} % ({low:.1f} to {high:.1f})"
