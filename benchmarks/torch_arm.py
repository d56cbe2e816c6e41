"""A preset's network and training step in PyTorch, as a speed baseline.

ResNet-18 with ARM, implemented from the paper (arXiv 2103.10189, section 3);
nothing else here needs PyTorch. It has neither augmentation nor an average of
the weights; arm_tf has both if the preset does.
"""

import torch
from torch import nn
from torch.nn import functional

BLOCK = 16  # side of the square to which ARM rearranges a pixel's channels
# What automatic mixed precision computes in; None: it is off.
AUTOCAST = {
    "float32": None,
    "mixed_float16": torch.float16,
    "mixed_bfloat16": torch.bfloat16,
}


class Block(nn.Module):
    """A residual block of two 3x3 convolutions."""

    def __init__(self, inside, outside, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inside, outside, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outside)
        self.conv2 = nn.Conv2d(outside, outside, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outside)
        self.shortcut = nn.Identity()
        if stride > 1 or inside != outside:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inside, outside, 1, stride, bias=False),
                nn.BatchNorm2d(outside),
            )

    def forward(self, x):
        y = functional.relu(self.bn1(self.conv1(x)))
        return functional.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


class Arm(nn.Module):
    """Feature arrangement, de-albino, BatchNorm, mean, and the batch's mean.

    Args:
        planes: int, number of planes the channels are arranged into.
        side: int, side of the de-albino kernel.
    """

    def __init__(self, planes, side):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty(1, 1, side, side))
        nn.init.uniform_(self.kernel, -1 / side, 1 / side)
        self.norm = nn.BatchNorm2d(planes)
        self.alpha = nn.Parameter(torch.ones(()))

    def forward(self, x):
        x = functional.pixel_shuffle(x, BLOCK)
        planes = x.shape[1]
        weight = self.kernel.expand(planes, -1, -1, -1)
        x = functional.conv2d(x, weight, stride=BLOCK // 2, groups=planes)
        x = self.norm(x).mean(1).flatten(1)
        return x + self.alpha * x.mean(0)


def network(config):
    """Returns the ResNet-18 with ARM of a config, with seven classes."""
    base = round(64 * config.width)
    layers = _stem(config.stem, base)
    inside = base
    for outside in (base, 2 * base, 4 * base, 8 * base):
        stride = 1 if outside == base else 2
        layers += [Block(inside, outside, stride), Block(outside, outside, 1)]
        inside = outside
    pixels = torch.zeros(1, 3, config.image_size, config.image_size)
    rows = nn.Sequential(*layers)(pixels).shape[2]
    arm = Arm(inside // BLOCK**2, (2 if rows >= 4 else 1) * BLOCK)
    return nn.Sequential(*layers, arm, nn.LazyLinear(7))


def _stem(name, base):
    if name == "imagenet":
        return [*_first(base, 7, 2), nn.MaxPool2d(3, 2, 1)]
    return _first(base, 3, 2 if name == "half" else 1)


def _first(base, size, stride):
    first = nn.Conv2d(3, base, size, stride, size // 2, bias=False)
    return [first, nn.BatchNorm2d(base), nn.ReLU()]


class Trainer:
    """The network with Adam or AdamW, on the fastest available device.

    Args:
        config: `arm_tf.config.Config` of a ResNet-18 with ARM; its precision
            is one of `AUTOCAST`.
    """

    def __init__(self, config):
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.net = network(config).to(self.device)
        if self.device == "cuda":
            for layer in self.net.modules():
                if isinstance(layer, nn.Conv2d):
                    layer.to(memory_format=torch.channels_last)
        self.config = config
        self.optimizer = None  # Made after the first batch, with all weights.
        self.dtype = AUTOCAST[config.precision]
        # Gradients are too small for float16 alone.
        self.scaler = torch.amp.GradScaler(
            self.device, enabled=self.dtype == torch.float16
        )

    def train(self, batches):
        """Trains on a list of `(uint8 (batch, h, w, 3), int (batch,))`."""
        for images, classes in batches:
            x = torch.from_numpy(images).to(self.device)
            # A view in channels-last format, which is faster on GPUs.
            x = x.permute(0, 3, 1, 2).float() / 255
            self._step(x, torch.from_numpy(classes).to(self.device))
        if self.device == "cuda":
            torch.cuda.synchronize()

    def _step(self, x, classes):
        mixed = self.dtype is not None
        with torch.autocast(self.device, self.dtype, enabled=mixed):
            loss = functional.cross_entropy(self.net(x), classes)
        if self.optimizer is None:
            self.optimizer = self._make_optimizer()
        self.optimizer.zero_grad()
        self.scaler.scale(loss).backward()
        self.scaler.step(self.optimizer)
        self.scaler.update()

    def _make_optimizer(self):
        weights, rate = self.net.parameters(), self.config.learning_rate
        if decay := self.config.weight_decay:
            return torch.optim.AdamW(weights, rate, weight_decay=decay)
        return torch.optim.Adam(weights, rate, weight_decay=self.config.l2)
