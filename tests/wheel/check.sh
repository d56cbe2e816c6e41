#!/usr/bin/env bash
# Checks that an installed wheel can read faces, outside of the checkout.
#
#     tests/wheel/check.sh
#
# Builds the wheels into build/wheel, installs the package with its requirements
# into a new environment, and reads a drawn face there, without TensorFlow. Then
# loads the bundled Keras models from both wheels with the project's packages.
# Exit codes: 0 passed; anything else: failed.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=$PWD/.venv/bin/python
build=$PWD/build/wheel

rm -rf "$build" && mkdir -p "$build/elsewhere" build/lib/arm_tf
touch build/lib/arm_tf/of_an_earlier_build.py  # which no wheel may hold
make --silent wheel
wheel=$(ls "$build"/arm_tf-*.whl)
weights=$(ls "$build"/arm_tf_weights-*.whl)

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
assert importlib.util.find_spec("arm_tf.of_an_earlier_build") is None
for name in ("tensorflow", "keras", "matplotlib", "arm_tf_weights"):
    assert importlib.util.find_spec(name) is None, f"{name} was installed too"
END

"$python" -m pip install --quiet --no-deps --target "$build/site" \
  "$wheel" "$weights"
PYTHONPATH=$build/site TF_CPP_MIN_LOG_LEVEL=3 "$python" - <<'END'
import importlib.metadata

import arm_tf
from arm_tf import pretrained

# By its number: a checkout's folder would not exist elsewhere.
wanted = importlib.metadata.requires("arm-tf")
assert any(text.startswith("arm-tf-weights==") for text in wanted), wanted

for path in (arm_tf.__file__, pretrained.find_run("mobile")):
    assert "build/wheel/site" in str(path), path
for name in pretrained.MODELS:
    print(name, pretrained.load(name).output_shape)
END
echo "the wheel reads faces: $(du -h "$wheel" | cut -f1)"
