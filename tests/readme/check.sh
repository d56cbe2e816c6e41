#!/usr/bin/env bash
# Runs the README's commands line by line, as a new user would.
#
#     tests/readme/check.sh
#
# Copies the files that git knows into build/readme/checkout, where nothing is
# installed, draws the pictures that the commands speak of, and runs them as
# printed: installation, reading, training, export, ONNX, and the Python.
# Exit codes: 0 all work; anything else: one failed.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=$PWD/.venv/bin/python
checkout=$PWD/build/readme/checkout

rm -rf "$checkout"
mkdir -p "$checkout"
git ls-files -z --cached --others --exclude-standard |
  xargs -0 cp --parents --no-dereference -t "$checkout"
"$python" tests/readme/draw.py "$checkout"
"$python" tests/readme/blocks.py > build/readme/script.sh
cd "$checkout"
# A new user has no environment, and no setting, of this project.
env -u VIRTUAL_ENV -u PYTHONPATH -u KERAS_BACKEND bash ../script.sh

# What the commands are said to leave behind.
for file in annotated/astronaut_photo.jpg faces.csv runs/mine/report.json \
    runs/mine/tflite/model.tflite runs/mine/tflite/model.onnx; do
  [ -s "$file" ] || { echo "the README leaves no $file"; exit 1; }
done
# The recipe for few faces learns them, and its file passes the export's check.
"$python" - <<'END'
import json
report = json.load(open("runs/mine/report.json"))
print("accuracy on", report["num_images"], "faces:", report["accuracy"])
raise SystemExit(report["accuracy"] < 0.9)
END
[ "$(wc -l < faces.csv)" = 3 ] || { echo "not a face a photo"; exit 1; }
echo "the README's commands work, from an empty environment"
