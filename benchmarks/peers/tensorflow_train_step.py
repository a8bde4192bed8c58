"""Training steps of Keras' EfficientNetB0 in Python TensorFlow: Nesterov momentum, weight decay,
moving average, as the step of ours; dropout and stochastic depth as Keras has them (0.2, 0.2).

arguments: RESOLUTION BATCH CLASSES THREADS float32|bfloat16 plain|xla
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
resolution, batch, classes, threads = (int(word) for word in sys.argv[1:5])
compute, mode = sys.argv[5:]

import keras
import numpy as np
import tensorflow as tf

import contest

tf.config.threading.set_intra_op_parallelism_threads(threads)
tf.config.threading.set_inter_op_parallelism_threads(threads)
if compute == "bfloat16":
    keras.mixed_precision.set_global_policy("mixed_bfloat16")
keras.utils.set_random_seed(1)
model = keras.applications.EfficientNetB0(
    weights=None,
    input_shape=(resolution, resolution, 3),
    classes=classes,
    classifier_activation=None,
)
optimizer = keras.optimizers.SGD(
    0.01, momentum=0.9, nesterov=True, weight_decay=1e-5, use_ema=True, ema_momentum=0.999
)
optimizer.build(model.trainable_variables)
random = np.random.default_rng(1)
images = tf.constant(
    random.integers(0, 256, (batch, resolution, resolution, 3), dtype=np.uint8)
)
labels = tf.constant(np.arange(batch) % classes)


@tf.function(jit_compile=mode == "xla")
def train(seen, wanted):
    with tf.GradientTape() as tape:
        logits = tf.cast(model(tf.cast(seen, tf.float32), training=True), tf.float32)
        loss = tf.reduce_mean(
            tf.nn.sparse_softmax_cross_entropy_with_logits(wanted, logits)
        )
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply(gradients, model.trainable_variables)
    return loss


contest.serve(
    {
        "name": f"TensorFlow, Keras EfficientNetB0, {compute}, {mode}",
        "versions": {"tensorflow": tf.__version__, "keras": keras.__version__},
    },
    lambda: train(images, labels).numpy(),
)
