"""Reads pictures over HTTP: `arm-tf serve`."""
