"""The results as Markdown."""


def text(result: dict) -> str:
    """Returns two tables, the second where test faces were given."""
    rows = result["rows"]
    parts = [f"Measured on {result['machine']}.", _photographs(rows)]
    if "ferplus" in rows[0]:
        parts.append(_faces(rows))
    return "\n\n".join(parts)


def _photographs(rows):
    drawn = rows[0]["drawn"]
    head = (
        f"| package | installed | start | a photograph | {drawn} drawn faces "
        "| found where no face is | the astronaut |"
    )
    lines = [head, "|---|--:|--:|--:|--:|--:|---|"]
    for row in rows:
        lines.append(
            f"| {row['name']} | {row['installed_mb']:,} MB "
            f"| {row['start_seconds']:.1f} s | {row['photograph_ms']:.0f} ms "
            f"| {row['found']} | {row['wrong']} "
            f"| {', '.join(row['astronaut']) or 'not found'} |"
        )
    return "\n".join(lines)


def _faces(rows):
    counts = [rows[0][name]["faces"] for name in ("ferplus", "fer2013")]
    head = (
        f"| package | FER+, {counts[0]:,} faces | ECE "
        f"| FER2013, {counts[1]:,} faces | ECE | a face |"
    )
    lines = [head, "|---|---|--:|---|--:|--:|"]
    for row in rows:
        cells = [_accuracy(row[name]) for name in ("ferplus", "fer2013")]
        cells = " | ".join(cells)
        lines.append(f"| {row['name']} | {cells} | {row['face_ms']:.1f} ms |")
    return "\n".join(lines)


def _accuracy(values):
    low, high = (100 * end for end in values["accuracy_interval"])
    accuracy = f"{100 * values['accuracy']:.1f} % ({low:.1f} to {high:.1f})"
    return f"{accuracy} | {values['ece']:.3f}"
