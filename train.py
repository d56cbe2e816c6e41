"""Trains an expression classifier: `arm-tf train`."""

from arm_tf.commands.train import main

if __name__ == "__main__":
    raise SystemExit(main())
