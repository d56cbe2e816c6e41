"""The stages of a run: first the new head alone, then the whole network.

A head with random weights sends random gradients into a trained backbone and
distorts its features. So the backbone stays frozen, its batch norms included,
until the head is trained (Kumar et al., arXiv 2202.10054).
"""

import dataclasses

from arm_tf.config import Config


@dataclasses.dataclass(frozen=True)
class Stage:
    """Some epochs of a run, with an optimizer of their own."""

    first: int  # the number of its first epoch, from 0
    config: Config  # its `epochs` and `learning_rate` are the stage's
    head_alone: bool  # whether the backbone is frozen

    @property
    def last(self) -> int:
        """The number of the epoch after its last, from 0."""
        return self.first + self.config.epochs


def plan(config: Config) -> list[Stage]:
    """Returns the one or two stages of a run."""
    stages = []
    if number := config.head_epochs:
        head = dataclasses.replace(
            config,
            epochs=number,
            learning_rate=config.head_learning_rate,
            patience=0,  # The whole network is trained next in any case.
        )
        stages.append(Stage(0, head, True))
    if rest := config.epochs - number:
        whole = dataclasses.replace(config, epochs=rest, head_epochs=0)
        stages.append(Stage(number, whole, False))
    return stages
