"""`python -m arm_tf COMMAND` is `arm-tf COMMAND`."""

from arm_tf.commands import main

if __name__ == "__main__":
    raise SystemExit(main())
