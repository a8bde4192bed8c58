"""Writes the training step of Keras' EfficientNet, lowered by JAX, as an HLO module: Nesterov
momentum, weight decay, moving average, dropout and stochastic depth of 0.2, as the step of ours.

arguments: VARIANT RESOLUTION BATCH CLASSES float32|bfloat16 FILE
"""

import functools
import json
import os
import sys

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"
variant, resolution, batch, classes, compute, file = sys.argv[1:]
resolution, batch, classes = int(resolution), int(batch), int(classes)

import jax
import keras
from jax import numpy as jnp

if compute == "bfloat16":
    keras.mixed_precision.set_global_policy("mixed_bfloat16")
if variant == "l2":
    # Keras names B0 to B7 alone; the function behind them takes any width, depth and size
    from keras.src.applications.efficientnet import EfficientNet

    network = functools.partial(EfficientNet, 4.3, 5.3, 800)
else:
    network = getattr(keras.applications, "EfficientNet" + variant.upper())
model = network(
    weights=None,
    input_shape=(resolution, resolution, 3),
    classes=classes,
    classifier_activation=None,
)
decayed = [not ("bn" in v.path or "beta" in v.path) for v in model.trainable_variables]


def step(weights, others, velocities, averages, images, labels, rate):
    def loss_of(weights):
        logits, after = model.stateless_call(
            weights, others, images.astype(jnp.float32), training=True
        )
        likelihoods = jax.nn.log_softmax(logits.astype(jnp.float32))
        loss = -jnp.mean(jnp.sum(likelihoods * labels, axis=1))
        squares = sum(jnp.sum(w * w) for w, is_decayed in zip(weights, decayed) if is_decayed)
        return loss + 1e-5 * squares / 2, after

    (loss, others), gradients = jax.value_and_grad(loss_of, has_aux=True)(weights)
    velocities = [0.9 * v + g for v, g in zip(velocities, gradients)]
    weights = [w - rate * (g + 0.9 * v) for w, g, v in zip(weights, gradients, velocities)]
    averages = [a - 0.001 * (a - w) for a, w in zip(averages, weights)]
    return weights, others, velocities, averages, loss


def like(variables):
    return [jax.ShapeDtypeStruct(v.shape, v.value.dtype) for v in variables]


weights = like(model.trainable_variables)
lowered = jax.jit(step, donate_argnums=(0, 1, 2, 3)).lower(
    weights,
    like(model.non_trainable_variables),
    weights,
    weights,
    jax.ShapeDtypeStruct((batch, resolution, resolution, 3), jnp.uint8),
    jax.ShapeDtypeStruct((batch, classes), jnp.float32),
    jax.ShapeDtypeStruct((), jnp.float32),
)
with open(file, "wb") as out:
    out.write(lowered.compiler_ir("hlo").as_serialized_hlo_module_proto())
print(
    json.dumps(
        {
            "name": f"Keras EfficientNet{variant.upper()}, {compute}",
            "versions": {"jax": jax.__version__, "keras": keras.__version__},
        }
    )
)
