"""arm_tf beside other packages that read expressions, measured in one run.

Compared are packages whose weights come inside of them. Each is installed into
an environment of its own, as its documentation says, and gets the same
pictures and faces through a small program in `workers/`.
"""
