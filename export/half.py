"""A `.keras` file of half the size: its kernels in float16.

A `.keras` file is a zip archive with the weights as HDF5 inside. Keras reads
arrays of any float type into its own variables, so a file with smaller arrays
loads like any other and computes in float32.
"""

import io
import zipfile

import h5py
import numpy as np

WEIGHTS = "model.weights.h5"


def halve(source, target):
    """Copies a `.keras` file, rounding its kernels to float16.

    Vectors (biases, BatchNorm's statistics) stay as they are: they are a
    hundredth of the file, and a variance may be too large for float16.

    Args:
        source: path of a `.keras` file.
        target: path to write to.
    """
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == WEIGHTS:
                content = _halve_arrays(content)
            # A fixed date, so that the same model gives the same bytes.
            new.writestr(zipfile.ZipInfo(name), content)


def _halve_arrays(content):
    result = io.BytesIO()
    with h5py.File(io.BytesIO(content)) as old, h5py.File(result, "w") as new:

        def copy(name, item):
            if isinstance(item, h5py.Group):
                made = new.require_group(name)
            else:
                made = new.create_dataset(name, data=_half(item[()]))
            for key, value in item.attrs.items():
                made.attrs[key] = value

        old.visititems(copy)
        for key, value in old.attrs.items():
            new.attrs[key] = value
    return result.getvalue()


def _half(values):
    if values.dtype != np.float32 or values.ndim < 2:
        return values
    if np.abs(values).max() > np.finfo(np.float16).max:
        return values
    return values.astype(np.float16)
