"""Measurements, each a program that `--help` explains."""

import os

# TensorFlow's start-up lines; the benchmarks import it later.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
