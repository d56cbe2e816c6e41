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
    count = sum(finding["count"] for finding in checked["findings"])
    unit = checked["unit"]
    return (
        name,
        f"{checked['tried']:,} {unit[:-1] if checked['tried'] == 1 else unit}",
        f"{count:,}",
        checked["note"],
        _time(checked["seconds"]),
    )


def _time(seconds):
    return f"{seconds} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def findings(figures):
    """Returns a line per finding."""
    return [
        f"{name}: {finding['count']} x {finding['kind']}"
        + (f" (first: {finding['input']})" if "input" in finding else "")
        for name, checked in figures.items()
        for finding in checked["findings"]
    ]


def keep(figures, day, machine):
    """Adds figures to the JSON file, and rewrites the page's table from it."""
    kept = json.loads(JSON.read_text()) if JSON.exists() else {}
    for name, checked in figures.items():
        kept[name] = {**checked, "day": day, "machine": machine}
    kept = dict(sorted(kept.items()))
    JSON.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    before, _, rest = PAGE.read_text("utf-8").partition(START)
    _, _, after = rest.partition(END)
    days = {}
    for checked in kept.values():
        days.setdefault(checked["machine"], set()).add(checked["day"])
    origin = "; ".join(
        f"on {', '.join(sorted(when))} ({machine})"
        for machine, when in sorted(days.items())
    )
    shown = f"{START}\n{table(kept)}\nMeasured {origin}.\n\n{END}"
    PAGE.write_text(before + shown + after, encoding="utf-8")
