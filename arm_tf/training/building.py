"""What `trainer` fits: the batches, the learner, and its compiled step."""

import keras

from arm_tf.config import Config
from arm_tf.data.batches import FaceBatches
from arm_tf.data.face_sets import FaceSet
from arm_tf.layers.mixing import Mixing
from arm_tf.models.classifier import classifier_from
from arm_tf.models.parts import KerasClassifier, freeze_backbone
from arm_tf.training import (
    augmentation,
    devices,
    precision,
    processor,
    resampling,
)
from arm_tf.training.learner import Learner
from arm_tf.training.optimizer import build_optimizer
from arm_tf.training.stages import Stage
from arm_tf.training.teacher import load_teacher
from arm_tf.weights.starting import load_weights

WORKERS = 2  # threads that decode and resize while the device computes
LONG = 1500  # steps


def make_deterministic(config: Config) -> None:
    """Seeds everything, so that the same run gives the same weights."""
    keras.utils.set_random_seed(config.seed)
    if keras.backend.backend() == "tensorflow" and compiles() == "auto":
        import tensorflow as tf

        tf.config.experimental.enable_op_determinism()


def build_batches(config: Config, faces: FaceSet) -> FaceBatches:
    """Returns the `FaceBatches` of a training set, balanced as configured."""
    sampler = resampling.shuffled(len(faces), config.seed)
    if config.balance == "mrr":
        sampler = resampling.minimal_random_resampling(
            faces.classes, config.faces_per_class, config.seed
        )
    sampler, batch_size = devices.share(sampler, config.batch_size)
    weights = None
    if config.balance == "class_weights":
        weights = resampling.class_weights(faces.counts())
    return FaceBatches(
        faces, config.image_size, batch_size, sampler, weights, workers=WORKERS
    )


def build_learner(
    config: Config, labels: tuple, batches: FaceBatches
) -> Learner:
    """Returns the `Learner` of a run, all variables built."""
    policy = precision.choose(config.precision)
    print(precision.describe())
    print(f"precision: {policy}, backend: {keras.backend.backend()}")
    classifier = classifier_from(config, labels, policy)
    load_weights(classifier, config.weights, batches)
    colour = KerasClassifier(classifier).normalization.mean
    teacher = load_teacher(config.teacher, classifier)
    return make_learner(config, classifier, colour, batches, teacher)


def make_learner(
    config: Config,
    classifier: keras.Model,
    colour: tuple,
    batches: FaceBatches,
    teacher: keras.Model | None,
) -> Learner:
    """Returns a classifier's `Learner`, built; `enter` compiles it.

    Args:
        config: `Config`.
        classifier: `keras.Model` from pixels to logits.
        colour: three floats in [0, 255] that erased rectangles are painted in.
        batches: `FaceBatches` it will be trained on.
        teacher: `keras.Model` to distill knowledge from; None for none.
    """
    generator = keras.random.SeedGenerator(config.seed)
    learner = Learner(
        classifier,
        augmentation.recipe(config.augmentation, generator, colour),
        Mixing(generator, config.mixup, config.cutmix),
        label_smoothing=config.label_smoothing,
        l2=config.l2,
        teacher=teacher,
        dtype=precision.choose(config.precision),
    )
    # Builds all variables, so that a checkpoint can be restored.
    learner(batches[0][0])
    return learner


def enter(
    stage: Stage,
    learner: Learner,
    batches: FaceBatches,
    jit_compile: bool | str | None = None,
) -> None:
    """Compiles a learner for a stage, with a new optimizer.

    Args:
        stage: `Stage`.
        learner: `Learner`, all variables built.
        batches: `FaceBatches` it will be trained on.
        jit_compile: as `keras.Model.compile` takes it; None for `compiles`.
    """
    if jit_compile is None:
        jit_compile = compiles(stage.config.epochs * len(batches))
    freeze_backbone(learner.classifier, stage.head_alone)
    optimizer = build_optimizer(stage.config, len(batches))
    learner.compile(optimizer, jit_compile=jit_compile)
    learner.optimizer.build(learner.trainable_variables)


def compiles(steps: int = LONG) -> bool | str:
    """Returns whether XLA compiles the training step.

    Args:
        steps: int, how many there will be. Compiling takes half a minute,
            which does not pay off for few steps.

    On TensorFlow's CPU, where Keras leaves XLA off, it makes a step of a narrow
    ResNet twice as fast with AVX2. With AVX-512, oneDNN's convolutions without
    XLA are faster, by 30 to 100 % (docs/results.md). On GPUs TensorFlow repeats
    its results bit for bit only without XLA, so there Keras decides.
    """
    if keras.backend.backend() != "tensorflow" or steps < LONG:
        return "auto"
    if "avx512f" in processor.flags():
        return "auto"
    import tensorflow as tf

    # XLA cannot compile a step that is distributed over several devices.
    if tf.distribute.has_strategy():
        return "auto"
    return "auto" if tf.config.list_physical_devices("GPU") else True
