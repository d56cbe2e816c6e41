"""Converts an exported .tflite file to ONNX: `arm-tf onnx`."""

from arm_tf.commands.to_onnx import main

if __name__ == "__main__":
    raise SystemExit(main())
