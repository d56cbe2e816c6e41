"""Recognizes facial expressions on a desktop computer: `arm-tf read`."""

from arm_tf.commands.read import main

if __name__ == "__main__":
    raise SystemExit(main())
