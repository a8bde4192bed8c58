"""Makes small checkpoints, and the logits of their networks, with the reference's own code.

Source: models/official/efficientnet of github.com/tensorflow/tpu at 7dc921f (Apache-2.0; not copied
here), unmodified, under TensorFlow 2.18.1 and tf_keras 2.18.0.

    pip install tensorflow-cpu==2.18.1 tf_keras==2.18.0
    python generate.py REFERENCE            # the small ones beside this file, and the counts
    python generate.py REFERENCE FOLDER     # whole networks of 1000 classes, in FOLDER

REFERENCE is the folder models/official/efficientnet. The small ones are b0 and lite0 at a
twentieth of the width and three tenths of the depth, of 10 classes, at 32 pixels. b0 has moving averages, as the
reference's training keeps them; lite0 has none. Every variable is random, moving statistics too, so
that nothing cancels out. For each network: NAME.index, NAME.data-00000-of-00001; in logits.json the
images (0..255, row by row) and the logits of the reference's network restored
from the checkpoint as its eval_ckpt_main.py does.
"""
import json
import os
import pathlib
import sys

os.environ["TF_USE_LEGACY_KERAS"] = "1"

import numpy as np
import tensorflow as tensorflow2
import tensorflow.compat.v1 as tf

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, sys.argv[1])

import efficientnet_builder
import utils
from lite import efficientnet_lite_builder

tf.disable_v2_behavior()


def builder(name):
  return efficientnet_lite_builder if "lite" in name else efficientnet_builder


def logits_of(name, images, overrides):
  source = builder(name)
  normalised = (images - tf.constant(source.MEAN_RGB)) / tf.constant(source.STDDEV_RGB)
  return source.build_model(tf.cast(normalised, tf.float32), "efficientnet-" + name,
                            training=False, override_params=dict(overrides))[0]


def random_value(random, variable):
  shape = variable.shape.as_list()
  name = variable.op.name.replace("/ExponentialMovingAverage", "")
  if name.endswith("gamma"):
    return random.uniform(1.3, 2.3, shape)  # makes up for what activations and gates take away
  if name.endswith("moving_variance"):
    return random.uniform(0.5, 1.5, shape)
  if len(shape) < 2:
    return random.normal(0, 0.1, shape)
  return random.normal(0, 1 / np.sqrt(np.prod(shape[:-1]) if shape[-1] > 1 else 9), shape)


def make(folder, name, overrides, resolution, averaged, seed):
  random = np.random.RandomState(seed)
  images = random.randint(0, 256, [3, resolution, resolution, 3])
  prefix = str(folder / name)
  with tf.Graph().as_default(), tf.Session() as session:
    logits_of(name, tf.constant(images, tf.float32), overrides)
    tf.train.get_or_create_global_step()
    variables = utils.get_ema_vars()
    counts = {
        "trainable": int(sum(v.shape.num_elements() for v in tf.trainable_variables())),
        "moving": int(sum(v.shape.num_elements() for v in variables if "moving_" in v.name))}
    if averaged:
      ema = tf.train.ExponentialMovingAverage(decay=0.0)
      ema.apply(variables)
    session.run(tf.global_variables_initializer())
    for variable in sorted(tf.global_variables(), key=lambda v: v.op.name):
      if variable.op.name != "global_step":
        variable.load(random_value(random, variable), session)
    session.run(tf.train.get_global_step().assign(109474))
    saver = tf.train.Saver(max_to_keep=1)
    saver.save(session, prefix, write_meta_graph=False, write_state=False)
  with tf.Graph().as_default(), tf.Session() as session:
    logits = logits_of(name, tf.constant(images, tf.float32), overrides)
    variables = utils.get_ema_vars()
    if averaged:
      restored = tf.train.ExponentialMovingAverage(decay=0.0).variables_to_restore(variables)
    else:
      restored = variables
    tf.train.Saver(restored).restore(session, prefix)
    values = session.run(logits)
  print(name, counts, "logits", values.min(), values.max(),
        "spread over images", np.ptp(values, axis=0).max())
  return {"counts": counts, "resolution": resolution, "images": images.reshape(-1).tolist(),
          "logits": [[float(x) for x in row] for row in values]}


def count(name):
  with tf.Graph().as_default():
    logits_of(name, tf.zeros([1, 224, 224, 3]), {})
    moving = [v for v in tf.global_variables() if "moving_" in v.name]
    return {
        "trainable": int(sum(v.shape.num_elements() for v in tf.trainable_variables())),
        "moving": int(sum(v.shape.num_elements() for v in moving)),
        "blocks": len({v.name.split("/")[1] for v in moving} - {"stem", "head"})}


def main():
  if len(sys.argv) > 2:
    folder = pathlib.Path(sys.argv[2])
    networks = {"b0": make(folder, "b0", {}, 224, True, 3),
                "lite0": make(folder, "lite0", {}, 224, False, 4)}
  else:
    folder = HERE
    small = {"width_coefficient": 0.05, "depth_coefficient": 0.3, "num_classes": 10}
    networks = {"b0": make(folder, "b0", small, 32, True, 1),
                "lite0": make(folder, "lite0", small, 32, False, 2)}
  result = {"tensorflow": tensorflow2.__version__, "networks": networks}
  if len(sys.argv) == 2:
    result["counts"] = {name: count(name) for name in ["b0"] + [f"lite{i}" for i in range(5)]}
    print(result["counts"])
  (folder / "logits.json").write_text(json.dumps(result) + "\n")


if __name__ == "__main__":
  main()
