"""Facial expression recognition: ARM and LLAM in Keras 3."""

__version__ = "0.1.0"
