"""Where models are, and how files are written: whole, or not at all."""
