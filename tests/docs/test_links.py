"""Links between pages outside of the site are not broken.

Those between the pages of docs/ are checked when the site is built.
"""

import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "android_demo/app/README.md",
    "arm_tf/pretrained/README.md",
)
LINK = re.compile(r'\]\(([^)\s]+)\)|src="([^"]+)"')


def anchors(path):
    """Returns the anchors of a page's headings, as GitHub and MkDocs do."""
    headings = re.findall(r"^#+ (.*)$", path.read_text("utf-8"), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    path = ROOT / page
    found = LINK.findall(path.read_text(encoding="utf-8"))
    for link in (first or second for first, second in found):
        if link.startswith("https://"):
            continue
        file, _, anchor = link.partition("#")
        target = path.parent / file if file else path
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


def test_it_finds_links_at_all():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(LINK.findall(text)) > 15
