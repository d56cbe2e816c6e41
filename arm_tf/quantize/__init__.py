"""A float classifier in, the same with rounding in it out."""
