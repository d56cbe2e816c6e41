import json

from ai_edge_litert.interpreter import Interpreter

interpreter = Interpreter("model.tflite")
interpreter.allocate_tensors()
(pixels,) = interpreter.get_input_details()
(answer,) = interpreter.get_output_details()
with open("model.json", encoding="utf-8") as file:
    labels = json.load(file)["labels"]


def classify(face):
    """Takes uint8 RGB `(side, side, 3)`; returns a probability per label."""
    interpreter.set_tensor(pixels["index"], face[None])
    interpreter.invoke()
    probabilities = interpreter.get_tensor(answer["index"])[0]
    return dict(zip(labels, probabilities.tolist(), strict=True))
