"""Writes torch_networks.npz: PyTorch's outputs with random weights.

    python -m tests.golden.make_torch_networks

Needs PyTorch and torchvision, which the project and its tests do not. The
file in the repository was made with PyTorch 1.13.0 and torchvision 0.14.1 on
an x86-64 CPU. The ResNets are torchvision's own; ARM is written out here.
"""

import pathlib

import numpy as np
import torch
import torchvision
from torch.nn import functional

from tests.helpers import random_networks

HERE = pathlib.Path(__file__).parent
MEAN = torch.tensor([0.485, 0.456, 0.406]).reshape(3, 1, 1)
DEVIATION = torch.tensor([0.229, 0.224, 0.225]).reshape(3, 1, 1)


def tensors(state):
    return {name: torch.tensor(value) for name, value in state.items()}


def pixels(count, size):
    faces = torch.tensor(random_networks.images(count, size))
    return (faces.permute(0, 3, 1, 2) / 255 - MEAN) / DEVIATION


def last(x):
    """Returns `(batch, channels, ...)` as an array with channels last."""
    return x.movedim(1, -1).numpy()


def answers_of_resnet(depth):
    network = getattr(torchvision.models, f"resnet{depth}")(num_classes=10)
    network.load_state_dict(tensors(random_networks.resnet(depth, 10)))
    return network.eval()(pixels(2, 64)).numpy()


def answers_of_arm():
    state = tensors(random_networks.arm())
    whole = torchvision.models.resnet18()
    layers = torch.nn.Sequential(*list(whole.children())[:-2])
    layers.load_state_dict(
        {
            name.removeprefix("features."): value
            for name, value in state.items()
            if name.startswith("features.")
        }
    )
    features = layers.eval()(pixels(3, 224))
    arranged = functional.pixel_shuffle(features, 16)
    planes = arranged.reshape(-1, 1, 112, 112)
    kernel = state["arm.de_albino.weight"]
    de_albino = functional.conv2d(planes, kernel, stride=8)
    de_albino = de_albino.reshape(-1, 2, 11, 11)
    norm = torch.nn.BatchNorm2d(2).eval()
    norm.load_state_dict(
        {
            name.removeprefix("arm.bn."): value
            for name, value in state.items()
            if name.startswith("arm.bn.")
        }
    )
    unique = norm(de_albino).mean(1).reshape(-1, 121)
    fixed = torch.tensor(np.arange(121, dtype="float32") % 17 / 16 - 0.5)

    def logits(generic):
        z = unique + state["arm.alpha"] * generic
        return functional.linear(z, state["fc.weight"], state["fc.bias"])

    return {
        "features": last(features[:1]),
        "arranged": last(arranged[:1]),
        "de_albino": last(de_albino),
        "unique": unique.numpy(),
        "batch_mean": unique.mean(0).numpy(),
        "fixed_mean": fixed.numpy(),
        "logits_batch": logits(unique.mean(0)).numpy(),
        "logits_single": logits(unique).numpy(),
        "logits_fixed_mean": logits(fixed).numpy(),
    }


if __name__ == "__main__":
    with torch.no_grad():
        found = answers_of_arm()
        for depth in (18, 34, 50):
            found[f"resnet{depth}"] = answers_of_resnet(depth)
    for name, value in found.items():
        print(name, value.shape, float(np.abs(value).max()))
    np.savez_compressed(HERE / "torch_networks.npz", **found)
