"""Answers of Keras' EfficientNetB0 in Python TensorFlow, from ready images.

arguments: those of keras_b0.py
"""

import keras_b0  # first: it sets what TensorFlow reads when it is loaded

import keras
import numpy as np
import tensorflow as tf

import contest

model = keras_b0.network("softmax")
for layer in model.layers:
    if isinstance(layer, keras.layers.BatchNormalization):
        gamma, beta, mean, variance = layer.get_weights()
        some = np.random.default_rng(1).random
        layer.set_weights([gamma, some(beta.shape) * 0.1, some(mean.shape) * 0.1, variance])
answer = keras_b0.function(lambda images: model(images, training=False))
shape = (keras_b0.batch, keras_b0.resolution, keras_b0.resolution, 3)
ready = tf.constant(np.random.default_rng(1).integers(0, 256, shape), tf.float32)
contest.serve(keras_b0.about, lambda: answer(ready).numpy())
