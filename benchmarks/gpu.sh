#!/usr/bin/env bash
# Measures a GPU, within ten minutes:
#
#     benchmarks/gpu.sh DATA OUT           # FER2013 with FER+'s votes
#     benchmarks/gpu.sh --dry OUT          # tiny sizes, on any processor
#
# OUT/speed.txt: faces/s of the original recipe's network at 112 and 224 pixels,
# batches of 256, in float32, float16 and bfloat16, next to PyTorch with
# automatic mixed precision if it is installed. OUT/memory.csv: the GPU memory
# used meanwhile, a line per second. OUT/run: the start of training the accurate
# model, with its curves.
#
# KERAS_BACKEND is jax unless set. If Keras is missing, the wheels in .whl/ are
# installed, offline.
set -euo pipefail
cd "$(dirname "$0")/.."

sizes="112 224" precisions="float32 mixed_float16 mixed_bfloat16"
settings="batch_size=256" seconds=240 torch=torch
if [ "$1" = --dry ]; then
  out=$2 sizes=32 precisions="float32 mixed_bfloat16" torch=
  settings="batch_size=8 stem=half width=0.125"
  training="synthetic image_size=64 batch_size=64 faces_per_class=16 epochs=1
    warmup_epochs=0"
else
  out=$2
  training="ferplus --data $1 image_size=128 targets=all-votes epochs=12
    augmentation=strong batch_size=256 learning_rate=0.001 weight_ema=0"
fi
mkdir -p "$out"
python=${PYTHON:-python3}
export KERAS_BACKEND=${KERAS_BACKEND:-jax} TF_CPP_MIN_LOG_LEVEL=3

if ! "$python" -c "import keras" 2>/dev/null; then
  "$python" -m pip install --quiet --no-index --no-deps --target build/gpu \
    .whl/*.whl
  export PYTHONPATH=build/gpu:$PWD
fi

if command -v nvidia-smi >/dev/null; then
  nvidia-smi --query-gpu=timestamp,name,memory.used,utilization.gpu \
    --format=csv --loop=1 > "$out/memory.csv" &
  trap 'kill %1' EXIT
fi

beside=""
if [ -n "$torch" ] && "$python" -c "import torch" 2>/dev/null; then
  beside="--beside torch"
fi
# shellcheck disable=SC2086  # lists of words
"$python" -m benchmarks.training $settings --preset raf_db --sizes $sizes \
  --precisions $precisions $beside | tee "$out/speed.txt"

# The same command resumes training.
# shellcheck disable=SC2086
timeout "$seconds" "$python" train.py $training --run "$out/run" \
  backbone=face_resnet_medium output_stride=16 stem=imagenet width=1 head=arm \
  arm_planes=2 | tee "$out/training.txt" || {
  code=$?
  [ "$code" = 124 ] || exit "$code"  # 124: time is up, as planned
}
