"""Recognizes facial expressions over HTTP: `arm-tf serve`."""
