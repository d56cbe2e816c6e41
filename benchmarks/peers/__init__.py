"""Compares arm_tf with other expression recognition packages, in one run.

It compares packages that include their weights. Each is installed into its own
environment, as documented, and gets the same pictures and faces through a small
program in `workers/`.
"""
