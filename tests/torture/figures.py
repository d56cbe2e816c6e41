"""The table of figures: kept as JSON, shown in docs/reliability.md."""

import json
import pathlib

DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs"
JSON = DOCS / "reliability.json"
PAGE = DOCS / "reliability.md"
START, END = "<!-- figures -->\n", "<!-- end of figures -->"
COLUMNS = ("Check", "Tried", "Findings", "What happened", "Time")


def table(figures):
    """Returns a Markdown table of checks by name."""
    rows = [COLUMNS, ("---", "--:", "--:", "---", "--:")]
    rows += [_row(name, checked) for name, checked in figures.items()]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _row(name, checked):
    findings = sum(finding["count"] for finding in checked["findings"])
    return (
        name,
        f"{checked['tried']:,} {checked['unit']}",
        f"{findings:,}",
        checked["note"],
        _time(checked["seconds"]),
    )


def _time(seconds):
    return f"{seconds} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def complaints(figures):
    """Returns a line per finding, for those who mend it."""
    return [
        f"{name}: {finding['count']} x {finding['kind']}"
        + (f" (first: {finding['input']})" if "input" in finding else "")
        for name, checked in figures.items()
        for finding in checked["findings"]
    ]


def keep(figures, day, machine):
    """Adds figures to the page and to the JSON file that it is made of."""
    kept = json.loads(JSON.read_text()) if JSON.exists() else {}
    for name, checked in figures.items():
        kept[name] = {**checked, "day": day, "machine": machine}
    kept = dict(sorted(kept.items()))
    JSON.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    before, _, rest = PAGE.read_text("utf-8").partition(START)
    _, _, after = rest.partition(END)
    origin = ", ".join(
        sorted({f"{c['day']} on {c['machine']}" for c in kept.values()})
    )
    shown = f"{START}\n{table(kept)}\nMeasured {origin}.\n\n{END}"
    PAGE.write_text(before + shown + after, encoding="utf-8")
