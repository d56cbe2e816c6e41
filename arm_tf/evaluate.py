"""`python -m arm_tf.evaluate` is `arm-tf evaluate`."""

from arm_tf.commands.evaluate import main

if __name__ == "__main__":
    raise SystemExit(main())
