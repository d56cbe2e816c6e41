"""Facial expression recognition: ARM and LLAM in Keras 3, and on phones.

    from arm_tf import Analyzer, load_model, pretrained

Importing the package loads neither TensorFlow nor Keras. Names that need them
are imported on first use.
"""

__version__ = "0.2.0"
__all__ = ["Analyzer", "build_classifier", "layers", "load_model", "pretrained"]


def __getattr__(name):
    """Imports the public names on first use (PEP 562)."""
    try:
        return _import(name)
    except ModuleNotFoundError as error:
        from arm_tf.errors import WITH_TRAIN

        if error.name not in ("keras", "tensorflow"):
            raise
        raise ModuleNotFoundError(
            f"arm_tf.{name} needs Keras and TensorFlow. Received: an "
            f"installation without {error.name}. {WITH_TRAIN}"
        ) from None


def _import(name):
    if name == "Analyzer":
        from arm_tf.inference.analyzer import Analyzer as found
    elif name == "build_classifier":
        from arm_tf.models.classifier import build_classifier as found
    elif name == "load_model":
        from arm_tf.models.loading import load_model as found
    elif name == "layers":
        import arm_tf.layers as found
    elif name == "pretrained":
        import arm_tf.pretrained as found
    elif name == "atomic_files":
        import warnings

        import arm_tf.files.atomic_files as found

        warnings.warn(
            "arm_tf.atomic_files is now arm_tf.files.atomic_files",
            DeprecationWarning,
            stacklevel=2,
        )
    else:
        raise AttributeError(f"module 'arm_tf' has no attribute {name!r}")
    return found


def __dir__():
    return sorted([*globals(), *__all__])
