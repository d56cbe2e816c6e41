"""Paths of models, and atomic writing of files."""
