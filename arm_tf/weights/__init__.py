"""Initial weights: ours, and checkpoints of other projects."""
