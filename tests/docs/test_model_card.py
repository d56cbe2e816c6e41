"""The model card's metadata, for model hubs, matches the reports."""

import json
import pathlib

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
PRETRAINED = ROOT / "arm_tf/pretrained"


def test_the_metadata_has_the_reports_figures():
    _, front, card = (PRETRAINED / "README.md").read_text().split("---\n", 2)
    assert card.startswith("\n# ")
    models = yaml.safe_load(front)["model-index"]
    names = [model["name"] for model in models]
    assert names == ["ferplus", "mobile", "mobile_arm"]
    for model in models:
        path = PRETRAINED / model["name"] / "tflite/report.json"
        report = json.loads(path.read_text())
        (result,) = model["results"]
        (metric,) = result["metrics"]
        assert metric["type"] == "accuracy"
        assert metric["value"] == round(report["tflite_accuracy"], 4)


def test_the_site_leaves_the_metadata_out():
    line = (ROOT / "docs/model_card.md").read_text()
    start = int(line.split(":")[1])
    lines = (PRETRAINED / "README.md").read_text().splitlines()
    assert lines[start - 1].startswith("# ")
