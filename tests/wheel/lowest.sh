#!/usr/bin/env bash
# Checks that the lowest versions allowed by pyproject.toml work.
#
#     tests/wheel/lowest.sh              what reads faces
#     tests/wheel/lowest.sh train        and what trains, exports and evaluates
#
# Installs the package into a new environment with the lower end of each range,
# and uses it there. Exit codes: 0 passed; anything else: failed.
set -euo pipefail
cd "$(dirname "$0")/../.."
extra=${1:-}
build=$PWD/build/lowest

rm -rf "$build" && mkdir -p "$build"
"${PYTHON:-python3}" - "$extra" >"$build/constraints.txt" <<'END'
import re
import sys
import tomllib

project = tomllib.load(open("pyproject.toml", "rb"))["project"]
wanted = project["dependencies"]
if sys.argv[1]:
    wanted = wanted + project["optional-dependencies"][sys.argv[1]]
for name, low in re.findall(r"^([\w-]+)>=([\d.]+)", "\n".join(wanted), re.M):
    print(f"{name}=={low}.*")
END
cat "$build/constraints.txt"
"${PYTHON:-python3}" -m venv "$build/venv"
"$build/venv/bin/python" -m pip install --quiet ".${extra:+[$extra]}" \
  --constraint "$build/constraints.txt"

"$PWD/.venv/bin/python" tests/wheel/draw.py "$build/face.png"
cd "$build"
run=$build/venv/bin
"$run/arm-tf" read face.png --csv faces.csv --json faces.json --out drawn
"$run/python" - <<'END'
import csv

import arm_tf

faces = arm_tf.Analyzer().read("face.png")
(row,) = csv.DictReader(open("faces.csv"))
assert len(faces) == 1 and row["label"] == faces[0].label, faces
assert "site-packages" in arm_tf.__file__
END
if [ "$extra" = train ]; then
  "$run/arm-tf" train synthetic --run run epochs=1 faces_per_class=40 \
    image_size=32 width=0.125 stem=half head=gap
  "$run/arm-tf" evaluate run
fi
echo "the lowest versions work"
