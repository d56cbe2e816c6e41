#!/usr/bin/env bash
# Builds the release files, and tests them on every installed Python.
#
#     tools/release.sh
#     PYTHONS="python3.12 python3.13" tools/release.sh
#
# Writes the sdist and the wheel to build/release, and the wheel of the Keras
# files that arm-tf[train] needs, checks their metadata as PyPI does, installs
# each of the first two into a new environment of each Python, and reads a face
# there. A Python that is not installed is skipped, with a message.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$PWD/build/release

export ARM_TF_PUBLISH=1  # requirements by version, see setup.py
rm -rf "$out" tools/weights/build && mkdir -p "$out/elsewhere"
python3 -m venv "$out/tools"
"$out/tools/bin/python" -m pip install --quiet build==1.6.1 twine==7.0.0
"$out/tools/bin/python" -m build --outdir "$out" . >"$out/build.log"
"$out/tools/bin/python" -m build --wheel --outdir "$out" tools/weights \
  >>"$out/build.log"
"$out/tools/bin/python" -m twine check --strict "$out"/arm_tf*
if tar -xOf "$out"/arm_tf-*.tar.gz --wildcards '*/PKG-INFO' | grep file://; then
  echo "the sdist names a folder of this machine" && exit 1
fi

.venv/bin/python tests/wheel/draw.py "$out/elsewhere/face.png"
cd "$out/elsewhere"  # where the checkout cannot be imported
for python in ${PYTHONS:-python3.11 python3.12 python3.13}; do
  if ! "$python" -c "" 2>/dev/null; then
    echo "SKIPPED: $python, which is not installed"
    continue
  fi
  for file in "$out"/arm_tf-*.whl "$out"/arm_tf-*.tar.gz; do
    rm -rf env && "$python" -m venv env
    env/bin/python -m pip install --quiet "$file"
    env/bin/arm-tf read face.png --json faces.json >/dev/null
    env/bin/python - <<'END'
import json

(face,) = json.load(open("faces.json"))
assert face["label"] in face["probabilities"], face
END
    echo "$("$python" --version), $(basename "$file"): reads a face"
  done
done
