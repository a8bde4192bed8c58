"""Answers of Keras' EfficientNetB0 in Python TensorFlow, from ready images.

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
    weights=None, input_shape=(resolution, resolution, 3), classes=classes
)
for layer in model.layers:
    if isinstance(layer, keras.layers.BatchNormalization):
        gamma, beta, mean, variance = layer.get_weights()
        some = np.random.default_rng(1).random
        layer.set_weights(
            [gamma, some(beta.shape) * 0.1, some(mean.shape) * 0.1, variance]
        )
answer = tf.function(lambda images: model(images, training=False), jit_compile=mode == "xla")
ready = tf.constant(
    np.random.default_rng(1).integers(0, 256, (batch, resolution, resolution, 3)), tf.float32
)
contest.serve(
    {
        "name": f"TensorFlow, Keras EfficientNetB0, {compute}, {mode}",
        "versions": {"tensorflow": tf.__version__, "keras": keras.__version__},
    },
    lambda: answer(ready).numpy(),
)
