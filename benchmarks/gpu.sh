#!/usr/bin/env bash
# Measures a GPU, within ten minutes:
#
#     benchmarks/gpu.sh DATA OUT           # FER2013 with FER+'s votes
#     benchmarks/gpu.sh --dry OUT          # tiny sizes, on any processor
#
# OUT/speed.txt: faces/s and peak memory of the original recipe's network at 112
# and 224 pixels, batches of 256, in bfloat16, float16 and float32, next to
# PyTorch in the same precision if it is installed. OUT/memory.csv: the GPU's
# memory and use meanwhile, a line per second. OUT/run: the start of training
# the accurate model, with its curves.
#
# Keras computes with TensorFlow if it can be imported, or else with JAX;
# KERAS_BACKEND changes that. If Keras is missing, the wheels in .whl/ are
# installed, offline.
set -euo pipefail

fail() {
  echo "error: $1" >&2
  exit 2
}

can_import() {
  "$python" -c "import $1" >/dev/null 2>&1
}

# Runs a command for so many seconds at most. Being stopped then is no error.
limited() {
  local begin=$SECONDS
  timeout --kill-after=10 "$@" &
  job=$!
  wait "$job" || {
    code=$?
    # 137 alone may also be a lack of memory.
    [ $((SECONDS - begin)) -ge "$1" ] || return "$code"
    echo "stopped after $1 s, the time for this part"
  }
}

[ $# = 2 ] || fail "Expected DATA OUT, or --dry OUT. Received: $*."
out=$(realpath -m "$2") sizes=(112 224) settings=(batch_size=256)
if [ "$1" = --dry ]; then
  sizes=(32) settings=(batch_size=4 stem=half width=0.5)
  training=(synthetic backbone=face_resnet_short image_size=56 batch_size=64
    faces_per_class=16 epochs=1 warmup_epochs=0)
elif [ -e "$1" ]; then
  training=(ferplus --data "$(realpath "$1")" backbone=face_resnet_medium
    image_size=128 targets=all-votes epochs=12 augmentation=strong
    batch_size=256 learning_rate=0.001 weight_ema=0)
else
  fail "Expected the folder of FER2013. Received: $1, which is not there."
fi
cd "$(dirname "$0")/.."

python=${PYTHON:-python3} backend="" names=${KERAS_BACKEND:-tensorflow jax}
for name in $names; do
  [ "$name" != torch ] || fail "Expected TensorFlow or JAX. Received:\
 KERAS_BACKEND=torch. Unset it."
  if can_import "$name"; then
    backend=$name
    break
  fi
done
[ -n "$backend" ] || fail "Expected a Python with TensorFlow or JAX. Received:\
 $python, which cannot import ${names/ / or }. Install one as docs/gpu.md\
 says, or set PYTHON."
export KERAS_BACKEND=$backend TF_CPP_MIN_LOG_LEVEL=3
# Otherwise either takes most of the memory at its start, needed or not.
export XLA_PYTHON_CLIENT_PREALLOCATE=false TF_FORCE_GPU_ALLOW_GROWTH=true

# Looked for only, because importing it takes seconds.
found="__import__('importlib.util').util.find_spec('keras')"
if ! "$python" -c "exit(not $found)"; then
  compgen -G ".whl/*.whl" >/dev/null || fail "Expected Keras, or wheels in\
 .whl/. Received: $python, which has no keras, and no wheels. Install\
 it as docs/gpu.md says."
  "$python" -m pip install --quiet --no-index --no-deps --target build/gpu \
    .whl/*.whl
  export PYTHONPATH=build/gpu:$PWD
fi

mkdir -p "$out"
job="" watcher=""
# `timeout` passes this on to what it runs.
trap 'kill $job $watcher 2>/dev/null || true' EXIT
trap 'exit 130' INT TERM
if command -v nvidia-smi >/dev/null; then
  nvidia-smi --query-gpu=timestamp,name,memory.used,utilization.gpu \
    --format=csv --loop=1 > "$out/memory.csv" &
  watcher=$!
fi

beside=() failed=0
if can_import torch; then
  beside=(--beside torch)
fi
echo "Keras on $backend" | tee "$out/speed.txt"
limited 300 "$python" -m benchmarks.training "${settings[@]}" --preset raf_db \
  --sizes "${sizes[@]}" --precisions mixed_bfloat16 mixed_float16 float32 \
  "${beside[@]}" > >(tee -a "$out/speed.txt") || failed=$?

# The same command resumes training.
limited 240 "$python" train.py "${training[@]}" --run "$out/run" \
  output_stride=16 stem=imagenet width=1 head=arm arm_planes=2 \
  > >(tee "$out/training.txt")
# Training draws them at its end only.
if [ ! "$out/run/curves.png" -nt "$out/run/history.csv" ]; then
  "$python" -m benchmarks.curves "$out/run"
fi
exit "$failed"
