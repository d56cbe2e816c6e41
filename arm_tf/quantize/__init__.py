"""A float classifier in, the same with 8-bit rounding in it out."""
