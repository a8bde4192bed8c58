"""Keras' EfficientNetB0 in Python TensorFlow, as the scripts that time it begin.

arguments: RESOLUTION BATCH CLASSES THREADS float32|bfloat16 plain|xla|onednn
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
resolution, batch, classes, threads = (int(word) for word in sys.argv[1:5])
compute, mode = sys.argv[5:]
os.environ.pop("TF_ENABLE_ONEDNN_OPTS", None)  # our launcher's
if mode == "onednn":
    os.environ["TF_ENABLE_ONEDNN_OPTS"] = "1"

import keras
import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(threads)
tf.config.threading.set_inter_op_parallelism_threads(threads)
if compute == "bfloat16":
    keras.mixed_precision.set_global_policy("mixed_bfloat16")
keras.utils.set_random_seed(1)
about = {
    "name": f"TensorFlow, Keras EfficientNetB0, {compute}, {mode}",
    "versions": {"tensorflow": tf.__version__, "keras": keras.__version__},
}


def network(activation):
    """Returns the network, whose classifier ends in an activation or in none."""
    return keras.applications.EfficientNetB0(
        weights=None,
        input_shape=(resolution, resolution, 3),
        classes=classes,
        classifier_activation=activation,
    )


def function(python):
    """Returns a function of Python as a graph, compiled or not."""
    return tf.function(python, jit_compile=mode == "xla")
