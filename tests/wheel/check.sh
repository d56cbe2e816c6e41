#!/usr/bin/env bash
# Checks that an installed wheel can read faces, outside of the checkout.
#
#     tests/wheel/check.sh
#
# Builds the wheel into build/wheel, installs it with its requirements into a
# new environment, and reads a drawn face there, without TensorFlow. Then loads
# a shipped Keras model from the wheel with the project's own environment.
# Exit codes: 0 passed; anything else: failed.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=$PWD/.venv/bin/python
build=$PWD/build/wheel

rm -rf "$build" build/lib  # whose files would be packed, however old
mkdir -p "$build/elsewhere"
"$python" -m pip wheel --quiet --no-deps --wheel-dir "$build" .
wheel=$(ls "$build"/arm_tf-*.whl)

"$python" tests/wheel/draw.py "$build/elsewhere/face.png"
"$python" -m venv "$build/venv"
"$build/venv/bin/python" -m pip install --quiet "$wheel"
cd "$build/elsewhere"
"$build/venv/bin/arm-tf" read --image face.png --json faces.json --out drawn
"$build/venv/bin/python" - <<'END'
import importlib.util
import json

(face,) = json.load(open("faces.json"))
assert face["label"] in face["probabilities"], face
for name in ("tensorflow", "keras", "matplotlib"):
    assert importlib.util.find_spec(name) is None, f"{name} was installed too"
END

"$python" -m pip install --quiet --no-deps --target "$build/site" "$wheel"
PYTHONPATH=$build/site TF_CPP_MIN_LOG_LEVEL=3 "$python" - <<'END'
import arm_tf
from arm_tf import pretrained

assert "site" in arm_tf.__file__, arm_tf.__file__
for name in pretrained.MODELS:
    print(name, pretrained.load(name).output_shape)
END
echo "the wheel reads faces: $(du -h "$wheel" | cut -f1)"
