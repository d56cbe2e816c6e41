"""Turns a float classifier into one with fake quantization."""
