"""`python -m arm_tf.import_torch` is `arm-tf import`."""

from arm_tf.commands.import_torch import main

if __name__ == "__main__":
    raise SystemExit(main())
