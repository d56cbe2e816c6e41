"""A data set of noise, for complete training runs."""

import numpy as np
import pytest


@pytest.fixture
def fer2013(tmp_path):
    """A folder with a fer2013.csv of noise: the format without its faces."""
    rng = np.random.default_rng(0)
    lines = ["emotion,pixels,Usage"]
    for row in range(98):
        pixels = " ".join(map(str, rng.integers(0, 256, 48 * 48)))
        usage = "Training" if row < 70 else "PublicTest"
        lines.append(f"{row % 7},{pixels},{usage}")
    (tmp_path / "fer2013.csv").write_text("\n".join(lines) + "\n")
    return tmp_path
