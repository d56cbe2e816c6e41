"""Layers of the two papers, and those that carry pixels in and logits out."""
