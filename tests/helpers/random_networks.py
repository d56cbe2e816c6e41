"""State dicts of networks as PyTorch names them, with random weights.

Drawn with numpy's `RandomState`, whose numbers are the same in every version,
and on a coarse grid, so that no rounding differs either: the outputs in
`golden/torch_networks.npz` are PyTorch's for exactly these weights.
"""

import numpy as np

BLOCKS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3)}
SEQUENCE = {"conv1": "features.0", "bn1": "features.1"}
SEQUENCE |= {f"layer{k}": f"features.{k + 3}" for k in (1, 2, 3, 4)}


def resnet(depth, classes, width=64):
    """Returns dict of torchvision's names to arrays, for a ResNet.

    Args:
        depth: 18, 34 or 50.
        classes: int.
        width: int, channels of the first stage; torchvision's are 64.
    """
    draw = _Draw(depth)
    draw.conv("conv1", 3, width, 7)
    draw.norm("bn1", width)
    channels = width
    for stage, blocks in enumerate(BLOCKS[depth]):
        for block in range(blocks):
            name = f"layer{stage + 1}.{block}"
            inner = width * 2**stage
            sides = [(inner, 3), (inner, 3)]
            if depth == 50:
                sides = [(inner, 1), (inner, 3), (inner * 4, 1)]
            before = channels
            for number, (outer, side) in enumerate(sides, 1):
                draw.conv(f"{name}.conv{number}", channels, outer, side)
                draw.norm(f"{name}.bn{number}", outer)
                channels = outer
            if block == 0 and (stage or before != channels):
                draw.conv(f"{name}.downsample.0", before, channels, 1)
                draw.norm(f"{name}.downsample.1", channels)
    draw.dense("fc", channels, classes)
    return draw.state


def arm(width=64, classes=7, features=121):
    """Returns dict of the original ARM's names to arrays."""
    state = resnet(18, classes, width)
    draw = _Draw(7)
    draw.state["arm.alpha"] = np.float32([0.625])
    draw.state["arm.de_albino.weight"] = draw.numbers((1, 1, 32, 32), 16, 512)
    draw.norm("arm.bn", width * 8 // 256)
    draw.dense("fc", features, classes)
    trunk = {_original(k): v for k, v in state.items() if k[:2] != "fc"}
    return trunk | draw.state


def images(count, size):
    """Returns uint8 `(count, size, size, 3)`: patches and noise."""
    random = np.random.RandomState(size)
    patches = random.randint(0, 200, (count, 8, 8, 3))
    patches = patches.repeat(size // 8, axis=1).repeat(size // 8, axis=2)
    noise = random.randint(0, 56, (count, size, size, 3))
    return (patches + noise).astype("uint8")


def _original(name):
    first, _, rest = name.partition(".")
    return f"{SEQUENCE[first]}.{rest}"


class _Draw:
    """Draws the weights of layers in turn into `state`."""

    def __init__(self, seed):
        self.random = np.random.RandomState(seed)
        self.state = {}

    def numbers(self, shape, most, divisor, least=None):
        """Returns float32 integers in [least, most], divided."""
        least = -most if least is None else least
        numbers = self.random.randint(least, most + 1, shape)
        return (numbers / divisor).astype("float32")

    def conv(self, name, inputs, outputs, side):
        # A power of two near He's deviation keeps the numbers on the grid.
        scale = 2 ** np.round(np.log2(np.sqrt(6 / (inputs * side**2)) / 16))
        shape = (outputs, inputs, side, side)
        self.state[f"{name}.weight"] = self.numbers(shape, 16, 1 / scale)

    def norm(self, name, channels):
        draw, shape = self.numbers, (channels,)
        self.state |= {
            f"{name}.weight": draw(shape, 16, 16, least=6),
            f"{name}.bias": draw(shape, 8, 64),
            f"{name}.running_mean": draw(shape, 8, 64),
            f"{name}.running_var": draw(shape, 24, 16, least=8),
            f"{name}.num_batches_tracked": np.int64(30),
        }

    def dense(self, name, inputs, outputs):
        scale = 2 ** np.round(np.log2(inputs**-0.5))
        shape = (outputs, inputs)
        self.state[f"{name}.weight"] = self.numbers(shape, 16, 16 / scale)
        self.state[f"{name}.bias"] = self.numbers((outputs,), 16, 64)
