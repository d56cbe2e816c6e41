"""Shipping: from a run's folder to a file for phones, and its proof."""
