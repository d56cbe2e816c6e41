"""The model that `fit` trains: augmentation, classifier and loss in one step.

With a teacher, a trained classifier, the targets are in part its predictions
(knowledge distillation) for exactly the faces that the student sees, augmented
and mixed (Hinton et al., arXiv 1503.02531; the same picture for both: Beyer et
al., arXiv 2106.05237).

Only the classifier inside is saved. Augmentation runs outside of it, on the
device, because mixing faces changes targets too, and because a saved model
should hold nothing that only training needs.
"""

import keras
from keras import ops

from arm_tf.layers.mixing import mix
from arm_tf.training import devices

# Of the targets: the teacher's predictions; the rest is the labels.
TEACHER_SHARE = 0.7


class Learner(keras.Model):
    """Trains a classifier on augmented faces.

    Args:
        classifier: `keras.Model` from pixels in [0, 255] to logits.
        augmentation: list of `arm_tf.layers.augment.Augmentation`.
        mixing: `arm_tf.layers.mixing.Mixing`, whose random generator the
            augmentation draws from as well.
        label_smoothing: float. Share of the target that all classes share.
        l2: float. Every trainable weight adds `l2 / 2 * weight**2` to the
            loss, which is what PyTorch's coupled `weight_decay=l2` does.
        teacher: trained `keras.Model`, like the classifier, to distill
            knowledge from; None for none.
        **kwargs: Base model arguments; `dtype` is the classifier's, so that
            float16 gets its loss scaling.

    It is fitted on `arm_tf.data.batches.FaceBatches`.
    """

    def __init__(
        self,
        classifier,
        augmentation,
        mixing,
        label_smoothing=0.0,
        l2=0.0,
        teacher=None,
        **kwargs,
    ):
        # No autocast: targets stay float32, pixels are converted by layers.
        super().__init__(autocast=False, **kwargs)
        self.classifier = classifier
        self.augmentation = augmentation
        self.mixing = mixing
        self.label_smoothing = label_smoothing
        self.l2 = l2
        self.teacher = teacher
        if teacher is not None:
            teacher.trainable = False
        self.accuracy = keras.metrics.CategoricalAccuracy(name="accuracy")

    def call(self, images, training=False):
        images = ops.cast(images, "float32")
        for layer in self.augmentation:
            images = layer(images, training=training)
        images, share = self.mixing(images, training=training)
        outputs = {"share": share}
        if self.teacher is not None:
            logits = self.teacher(images, training=False)
            outputs["taught"] = ops.softmax(logits)
        with devices.whole_batch_statistics(self.classifier):
            outputs["logits"] = self.classifier(images, training=training)
        return outputs

    def targets(self, y, outputs):
        """Returns the loss' targets, float32 `(batch, classes)`, from `y`.

        `y` are the targets of the batch, `outputs` what `call` returned.
        """
        targets, smooth = mix(y, outputs["share"]), self.label_smoothing
        targets = (1 - smooth) * targets + smooth / targets.shape[-1]
        if self.teacher is None:
            return targets
        taught = ops.stop_gradient(outputs["taught"])
        return TEACHER_SHARE * taught + (1 - TEACHER_SHARE) * targets

    def generators(self) -> list:
        """Returns all `SeedGenerator`s that draw random numbers."""
        inside = (
            getattr(layer, "seed_generator", None)  # such as dropout's
            for layer in self.classifier.layers
        )
        return [self.mixing.generator, *filter(None, inside)]

    def compute_loss(
        self, x=None, y=None, y_pred=None, sample_weight=None, training=True
    ):
        losses = ops.categorical_crossentropy(
            self.targets(y, y_pred), y_pred["logits"], from_logits=True
        )
        loss = ops.mean(losses * sample_weight)
        for extra in self.losses:
            loss = loss + extra
        if self.l2:
            weights = self.classifier.trainable_variables
            squares = sum(ops.sum(ops.square(w)) for w in weights)
            loss = loss + self.l2 / 2 * squares
        return loss / devices.replicas()  # Their gradients are added up.

    def _maybe_symbolic_build(self, iterator=None, data_batch=None):
        """Does nothing, because all variables are built before `fit`.

        With several devices on TensorFlow, Keras would read ahead here to see
        a batch, and train on what it read as a part of later epochs.
        """

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        self.accuracy.update_state(y, y_pred["logits"])
        return self.get_metrics_result()
