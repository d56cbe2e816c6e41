"""`.keras` files: reproducible to the byte, and half the size if wanted.

A `.keras` file is a zip archive with the weights as HDF5 inside. Keras notes
when it was saved, and zip when each member was added; both are left out here,
so that the same training gives the same bytes. Keras reads arrays of any float
type into its own variables, so a file with float16 arrays loads like any other
and computes in float32.
"""

import io
import json
import pathlib
import zipfile

import h5py
import keras
import numpy as np

from arm_tf.files import atomic_files

WEIGHTS = "model.weights.h5"
METADATA = "metadata.json"


def save_model(model: keras.Model, path: str | pathlib.Path) -> None:
    """Writes a `.keras` file atomically, without the time of saving."""
    with atomic_files.replacing(path) as temporary:
        model.save(temporary)
        _rewrite(temporary, temporary, lambda weights: weights)


def halve(source: str | pathlib.Path, target: str | pathlib.Path) -> None:
    """Copies a `.keras` file, rounding its kernels to float16.

    Vectors (biases, BatchNorm's statistics) stay as they are: they are a
    hundredth of the file, and a variance may be too large for float16.
    """
    _rewrite(source, target, _halve_arrays)


def _rewrite(source, target, change):
    """Copies an archive without dates, applying `change` to its weights."""
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    about = json.loads(members[METADATA])
    members[METADATA] = json.dumps(about | {"date_saved": ""})
    members[WEIGHTS] = change(members[WEIGHTS])
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            # A `ZipInfo` without a date means 1 January 1980.
            archive.writestr(zipfile.ZipInfo(name), content)


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
