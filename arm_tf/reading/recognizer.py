"""Picture in, faces and their probabilities out; and how long it took."""

import contextlib
import time

import numpy as np

from arm_tf.reading.crop import face_pixels

STAGES = ("detect", "crop", "classify")
REMEMBERED = 10_000  # times of a stage, so that hours of camera fit


class Recognizer:
    """Finds, cuts out and classifies faces.

    Args:
        detector: function from a picture to a list of `faces.Face`.
        classifier: `classifier.Classifier`.

    Attributes:
        times: `Times` of its stages.
    """

    def __init__(self, detector, classifier):
        self.detector = detector
        self.classifier = classifier
        self.times = Times()

    def __call__(self, image):
        """Returns a list of `(Face, probabilities)`.

        Args:
            image: uint8 `(height, width, 3)`, RGB in [0, 255].
        """
        margin = self.classifier.settings.crop_margin
        size = self.classifier.image_size
        with self.times.of("detect"):
            found = self.detector(image)
        results = []
        for face in found:
            with self.times.of("crop"):
                pixels = face_pixels(image, face, margin, size)
            with self.times.of("classify"):
                results.append((face, self.classifier(pixels)))
        return results


class Times:
    """How long each stage took, in milliseconds."""

    def __init__(self):
        self.stages = {stage: [] for stage in STAGES}

    @contextlib.contextmanager
    def of(self, stage):
        """Times what is done inside."""
        start = time.perf_counter()
        yield
        times = self.stages[stage]
        times.append(1000 * (time.perf_counter() - start))
        del times[:-REMEMBERED]

    def percentiles(self):
        """Returns `{stage: (p50, p90)}` of the stages that ran."""
        return {
            stage: tuple(float(p) for p in np.percentile(times, (50, 90)))
            for stage, times in self.stages.items()
            if times
        }

    def summary(self):
        """Returns a line such as "detect 5.1 / 6.0 ms"."""
        return ", ".join(
            f"{stage} {p50:.1f} / {p90:.1f} ms"
            for stage, (p50, p90) in self.percentiles().items()
        )
