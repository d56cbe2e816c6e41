"""The curves of a run for TensorBoard, with any backend.

Keras' own callback writes through TensorFlow, which may be missing on a machine
that trains on JAX, and which would otherwise take the GPU's memory.
"""

import time

import keras
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.event_file_writer import EventFileWriter


class TensorBoardScalars(keras.callbacks.Callback):
    """Writes every number in an epoch's logs to an event file in `folder`."""

    def __init__(self, folder):
        super().__init__()
        self.folder = folder

    def on_train_begin(self, logs=None):
        self.writer = EventFileWriter(str(self.folder))

    def on_epoch_end(self, epoch, logs=None):
        values = [
            Summary.Value(tag=name, simple_value=float(value))
            for name, value in (logs or {}).items()
        ]
        event = Event(
            wall_time=time.time(),
            step=epoch + 1,  # from 1 on, as in history.csv
            summary=Summary(value=values),
        )
        self.writer.add_event(event)
        self.writer.flush()

    def on_train_end(self, logs=None):
        self.writer.close()
