"""Makes models/NAME.json and .bin: logits, gradients and batch statistics of the reference's model.

    python models.py NOISYSTUDENT_CHECKOUT [--floor] NAME...

--floor writes nothing: it prints how far the reference is from itself when the images of the batch
change places, the part of any difference that is rounding alone.
"""
import hashlib
import json
import pathlib
import sys

import numpy as np

import formulas
import noisystudent
from noisystudent import FLAGS, short, tf

HERE = pathlib.Path(__file__).parent
CLASSES = 10
BATCH = 8
SIDE = 64
# name: width, depth, small image, side; scope and coefficients are those of the variant but for
# L0 and L1, which the reference has no names for (table 7 of the paper's first version)
MODELS = {
    **{"b%d" % i: (0, 0, False, SIDE) for i in range(8)},
    "b0-small": (0, 0, True, 32),
    "l0": (2.8, 3.7, False, SIDE),
    "l1": (3.9, 3.7, False, SIDE),
    "l2": (0, 0, False, SIDE),
}
WHOLE = ["stem/conv2d/kernel", "blocks_1/se/conv2d/bias", "blocks_2/depthwise_conv2d/depthwise_kernel",
         "head/dense/bias"]


def network(builder, name, images, training):
  width, depth, small, _ = MODELS[name]
  FLAGS.small_image_model = small
  override = {"num_classes": CLASSES, "dropout_rate": 0, "stochastic_depth_rate": 0}
  if width:
    override.update(width_coefficient=width, depth_coefficient=depth)
  known = "efficientnet-" + name.removesuffix("-small")
  with tf.variable_scope(known):
    logits, _ = builder.build_model(
        images, known if known[-2:] not in ("l0", "l1") else "efficientnet-b0", training, override)
  return logits


def run(main, builder, name, order=None):
  """Returns the sections of a model's golden numbers, by name."""
  side = MODELS[name][3]
  pixels = formulas.images("images", BATCH, side).astype(np.float32)
  target = np.eye(CLASSES, dtype=np.float32)[formulas.labels("labels", BATCH, CLASSES)]
  order = np.arange(BATCH) if order is None else order
  back = np.argsort(order)
  sections = {}
  for training in (False, True):
    tf.reset_default_graph()
    tf.keras.backend.clear_session()
    tf.keras.backend.set_learning_phase(training)
    images = tf.constant(pixels[order])
    mean, deviation = image_statistics()
    normalised = (images - tf.constant(mean, shape=[1, 1, 3])) / tf.constant(
        deviation, shape=[1, 1, 3])
    logits = network(builder, name, normalised, training)
    loss = main.cross_entropy(tf.constant(target[order]), logits, return_mean=True)
    trainable = sorted(tf.trainable_variables(), key=short)
    moving = sorted((v for v in tf.global_variables() if "/moving_" in v.op.name), key=short)
    assert len(set(trainable + moving)) == len(tf.global_variables())
    with noisystudent.session() as session:
      variables = tf.global_variables()
      noisystudent.load_variables(
          variables, formulas.variables({short(v): v.shape for v in variables}), session)
      if not training:
        values, image_gradient = session.run([logits, tf.gradients(loss, images)[0]])
        sections["inferenceLogits"] = values[back].reshape(-1)
        sections["imageGradient"] = formulas.sketch("images", image_gradient[back])
        continue
      fetched = session.run([logits, loss] + tf.gradients(loss, trainable))
      sections["trainingLogits"] = fetched[0][back].reshape(-1)
      sections["loss"] = [fetched[1]]
      gradients = dict(zip(map(short, trainable), fetched[2:]))
      sections["gradients"] = [
          x for n in sorted(gradients) for x in formulas.sketch(n, gradients[n])]
      for n in WHOLE:
        sections["gradient:" + n] = gradients[n].reshape(-1)
      session.run(tf.get_collection(tf.GraphKeys.UPDATE_OPS))
      sections["statistics"] = [
          x for v, value in zip(moving, session.run(moving))
          for x in formulas.sketch(short(v), value)]
  count = sum(int(np.prod(v.shape)) for v in trainable)
  names = "\n".join(map(short, trainable)) + "\n\n" + "\n".join(map(short, moving))
  facts = {"trainableParameters": count, "trainables": len(trainable),
           "movingStatistics": len(moving),
           "namesSha256": hashlib.sha256(names.encode()).hexdigest()}
  return facts, {k: np.asarray(v, np.float32) for k, v in sections.items()}


def image_statistics():
  import task_info
  return task_info.get_mean_std("imagenet")


def differences(a, b):
  """The largest difference to the largest logit, and of each sketch to its tensor's norm."""
  found = {}
  for section in ("inferenceLogits", "trainingLogits"):
    found[section] = float(np.max(np.abs(a[section] - b[section])) / np.max(np.abs(b[section])))
  for section in ("imageGradient", "gradients", "statistics"):
    x, y = a[section].reshape(-1, 3), b[section].reshape(-1, 3)
    norms = np.maximum(y[:, :1], y[:, 0].max() / 1000)
    found[section] = float(np.max(np.abs(x - y) / norms))
  return found


def write(name, facts, sections):
  width, depth, small, side = MODELS[name]
  index, offset = {}, 0
  for section, values in sections.items():
    index[section] = [offset, len(values)]
    offset += len(values)
  folder = HERE / "models"
  folder.mkdir(exist_ok=True)
  np.concatenate(list(sections.values())).astype("<f4").tofile(folder / (name + ".bin"))
  entry = {"made": noisystudent.versions(), "variant": name.removesuffix("-small"), "width": width,
           "depth": depth, "smallImage": small, "side": side, "batch": BATCH, "classes": CLASSES,
           **facts, "sections": index}
  (folder / (name + ".json")).write_text(json.dumps(entry, indent=1) + "\n")
  print(name, facts, flush=True)


def main():
  reference, _, builder = noisystudent.load(sys.argv[1])
  floor = "--floor" in sys.argv
  for name in sys.argv[2 + floor:]:
    facts, sections = run(reference, builder, name)
    if floor:
      _, permuted = run(reference, builder, name, np.array([3, 7, 0, 5, 1, 6, 2, 4]))
      print(name, {k: "%.1e" % v for k, v in differences(permuted, sections).items()}, flush=True)
    else:
      write(name, facts, sections)


if __name__ == "__main__":
  main()
