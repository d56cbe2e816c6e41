"""Exports a trained run to a file for phones: `arm-tf export`."""

from arm_tf.commands.export import main

if __name__ == "__main__":
    raise SystemExit(main())
