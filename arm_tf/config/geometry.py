"""The feature map that follows from settings, and whether ARM suits it.

The paper's module takes a map of 7x7 with channels for two planes. Computed by
arithmetic alone, so that the warning does not need Keras; a test compares it
with the networks.
"""

from arm_tf.config.settings import FACE_RESNETS, RESNETS, Config

SMALLEST_SIDE = 5  # pixels of the map; below, ARM's windows are few
# How often a ResNet's stem and stages halve the image.
HALVINGS = {"imagenet": 5, "half": 4, "small": 3}
FACE_GROUPS = {
    "face_resnet": (32, 64, 128, 256, 256),
    "face_resnet_medium": (32, 64, 128, 256),
    "face_resnet_short": (32, 64, 128),
}
CHANNELS = {  # of the networks of keras.applications
    "mobilenet_v3_small": 576,
    "mobilenet_v3_large": 960,
    "efficientnet_v2_b0": 1280,
}


def feature_map(config: Config) -> tuple[int, int]:
    """Returns side and channels of the map before the head.

    Example:

    >>> feature_map(Config(backbone="resnet18", image_size=224))
    (7, 512)
    """
    size = config.image_size
    if config.backbone in FACE_RESNETS:
        return _face_map(config)
    if config.backbone not in RESNETS:
        return -(-size // 32), CHANNELS[config.backbone]
    side = -(-size // 2 ** HALVINGS[config.stem])
    base = max(8, round(64 * config.width))
    return side, base * 8 * (4 if config.backbone == "resnet50" else 1)


def _face_map(config):
    side, stride = (config.image_size - 7) // 2 + 1, 2
    if config.stem == "imagenet":
        side, stride = (side - 3) // 2 + 1, 4
    channels = FACE_GROUPS[config.backbone]
    for _ in channels[1:]:
        if not 0 < config.output_stride < 2 * stride:
            side, stride = side // 2, 2 * stride
    return side, channels[-1]


def arm_warning(config: Config) -> str | None:
    """Returns a warning if ARM is degenerate; None if it is not, or unused.

    Example:

    >>> arm_warning(Config(image_size=48, stem="half", width=0.5))[:33]
    'ARM is not the paper\'s module here'
    """
    if config.head != "arm":
        return None
    side, channels = feature_map(config)
    planes, rest = divmod(channels, config.arm_block**2)
    planes = config.arm_planes or (2 if rest else planes)
    if planes > 1 and side >= SMALLEST_SIDE:
        return None
    return (
        f"ARM is not the paper's module here: a map of {side}x{side} and "
        f"{planes} {'plane' if planes == 1 else 'planes'}, where the paper has "
        "7x7 and 2. Give arm_planes=2, and a larger image_size or another "
        "stem, or use head=gap."
    )
