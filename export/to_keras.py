"""Makes a trained run's model small enough to share."""

from arm_tf.commands.to_keras import main

if __name__ == "__main__":
    raise SystemExit(main())
