"""Training steps of Keras' EfficientNetB0 in Python TensorFlow: Nesterov momentum, weight decay,
moving average, as the step of ours; dropout and stochastic depth as Keras has them (0.2, 0.2).

arguments: those of keras_b0.py
"""

import keras_b0  # first: it sets what TensorFlow reads when it is loaded

import keras
import numpy as np
import tensorflow as tf

import contest

model = keras_b0.network(None)
optimizer = keras.optimizers.SGD(
    0.01, momentum=0.9, nesterov=True, weight_decay=1e-5, use_ema=True, ema_momentum=0.999
)
optimizer.build(model.trainable_variables)
shape = (keras_b0.batch, keras_b0.resolution, keras_b0.resolution, 3)
images = tf.constant(np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8))
labels = tf.constant(np.arange(keras_b0.batch) % keras_b0.classes)


@keras_b0.function
def train(seen, wanted):
    with tf.GradientTape() as tape:
        logits = tf.cast(model(tf.cast(seen, tf.float32), training=True), tf.float32)
        loss = tf.reduce_mean(
            tf.nn.sparse_softmax_cross_entropy_with_logits(wanted, logits)
        )
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply(gradients, model.trainable_variables)
    return loss


contest.serve(keras_b0.about, lambda: train(images, labels).numpy())
