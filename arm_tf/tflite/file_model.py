"""A `.tflite` file run by LiteRT: its predictions and its speed."""

import statistics
import time

import numpy as np

from arm_tf import machine
from arm_tf.data.batches import FaceBatches
from arm_tf.faces.litert import interpreter

WARM_UP, RUNS = 5, 30  # of a latency's median
THREADS = (1, 2)


class FileModel:
    """A TFLite file, ready to run, with XNNPACK's kernels or without."""

    def __init__(self, content, threads=1, xnnpack=True):
        self.interpreter = interpreter(content, threads, xnnpack)
        (self.input,) = self.interpreter.get_input_details()
        (self.output,) = self.interpreter.get_output_details()

    def __call__(self, image):
        """Returns probabilities `(classes,)` of uint8 `(height, width, 3)`."""
        pixels = image[None].astype(self.input["dtype"])
        self.interpreter.set_tensor(self.input["index"], pixels)
        self.interpreter.invoke()
        return self.interpreter.get_tensor(self.output["index"])[0]


def predict(content: bytes, batches: FaceBatches) -> np.ndarray:
    """Returns a file's probabilities for faces, float32 `(faces, classes)`."""
    model = FileModel(content, max(THREADS))
    images = (batches[index][0] for index in range(len(batches)))
    return np.stack([model(image) for some in images for image in some])


def latency(content: bytes) -> dict:
    """Returns the median milliseconds per face, by number of threads."""
    medians = {}
    for threads in THREADS:
        if threads > machine.cpus():
            continue
        model = FileModel(content, threads)
        image = np.full(model.input["shape"][1:], 128, "uint8")
        seconds = []
        for _ in range(WARM_UP + RUNS):
            start = time.perf_counter()
            model(image)
            seconds.append(time.perf_counter() - start)
        medians[str(threads)] = 1000 * statistics.median(seconds[WARM_UP:])
    return medians
