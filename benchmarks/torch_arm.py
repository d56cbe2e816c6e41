"""The original's network and training step in PyTorch, to time ours against.

ResNet-18 with ARM as the paper describes it (arXiv 2103.10189, section 3), in
our own words; needs PyTorch, which nothing else here does. For any image size
whose map is at least 4x4.
"""

import torch
from torch import nn
from torch.nn import functional

L2 = 1e-4


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
    """Arrangement, de-albino, BatchNorm, mean, and the batch's mean."""

    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty(1, 1, 32, 32))
        nn.init.uniform_(self.kernel, -1 / 32, 1 / 32)
        self.norm = nn.BatchNorm2d(2)
        self.alpha = nn.Parameter(torch.ones(()))

    def forward(self, x):
        x = functional.pixel_shuffle(x, 16)
        weight = self.kernel.expand(2, 1, 32, 32)
        x = self.norm(functional.conv2d(x, weight, stride=8, groups=2))
        x = x.mean(1).flatten(1)
        return x + self.alpha * x.mean(0)


def network():
    """Returns ResNet-18 with ARM and seven classes."""
    layers = [
        nn.Conv2d(3, 64, 7, 2, 3, bias=False),
        nn.BatchNorm2d(64),
        nn.ReLU(),
        nn.MaxPool2d(3, 2, 1),
    ]
    inside = 64
    for outside in (64, 128, 256, 512):
        stride = 1 if outside == 64 else 2
        layers += [Block(inside, outside, stride), Block(outside, outside, 1)]
        inside = outside
    return nn.Sequential(*layers, Arm(), nn.LazyLinear(7))


class Trainer:
    """The network with Adam, on the fastest device at hand.

    Args:
        learning_rate: float.
    """

    def __init__(self, learning_rate):
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.net = network().to(self.device)
        self.rate = learning_rate
        self.optimizer = None  # Made after the first batch, with all weights.
        self.scaler = torch.amp.GradScaler(
            self.device, enabled=self.device == "cuda"
        )

    def train(self, batches):
        """Trains on a list of `(uint8 (batch, h, w, 3), int (batch,))`."""
        for images, classes in batches:
            x = torch.from_numpy(images).to(self.device)
            x = x.permute(0, 3, 1, 2).float() / 255
            self._step(x, torch.from_numpy(classes).to(self.device))
        if self.device == "cuda":
            torch.cuda.synchronize()

    def _step(self, x, classes):
        with torch.autocast(self.device, enabled=self.device == "cuda"):
            loss = functional.cross_entropy(self.net(x), classes)
        if self.optimizer is None:
            self.optimizer = torch.optim.Adam(
                self.net.parameters(), self.rate, weight_decay=L2
            )
        self.optimizer.zero_grad()
        self.scaler.scale(loss).backward()
        self.scaler.step(self.optimizer)
        self.scaler.update()
