"""Weights to start from: ours, and checkpoints of other projects."""
