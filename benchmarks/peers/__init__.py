"""Compares arm_tf with other packages for expressions, in one run.

It compares packages that include their weights. Each is installed into its own
environment, as its documentation says, and gets the same pictures and faces
through a small program in `workers/`.
"""
