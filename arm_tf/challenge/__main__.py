"""`python -m arm_tf.challenge` is `arm-tf challenge`."""

from arm_tf.commands.challenge import main

if __name__ == "__main__":
    raise SystemExit(main())
