"""Turns an exported .tflite file into an ONNX file: `arm-tf onnx`."""

from arm_tf.commands.to_onnx import main

if __name__ == "__main__":
    raise SystemExit(main())
