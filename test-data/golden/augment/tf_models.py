"""Makes the golden values of RandAugment's `fixed` mode with tf-models, where nothing overflows.

    pip install tensorflow-cpu==2.18.1
    pip download --no-deps tf-models-official==2.18.0
    python tf_models.py AUGMENT_PY

AUGMENT_PY is official/vision/ops/augment.py of that wheel (Apache-2.0; not copied here). Left out
is what `fixed` does differently on purpose: contrast (tf-models 2.18 still takes the number of
pixels for the mean), solarize from magnitude 10 on and posterize past 20 (overflow). The geometric
operations are asked for nearest neighbours and empty pixels 0, as tf.contrib.image had them.

Writes tf-models.json beside this file, in the form of reference.json.
"""
import importlib.util
import json
import sys
import types

import numpy as np
import tensorflow as tf

import reference


def load(path):
  for name in ["tf_keras", "official", "official.vision", "official.vision.configs",
               "official.vision.configs.common", "official.vision.ops",
               "official.vision.ops.box_ops"]:
    sys.modules[name] = types.ModuleType(name)
  sys.modules["official.vision.configs"].common = sys.modules["official.vision.configs.common"]
  sys.modules["official.vision.ops"].box_ops = sys.modules["official.vision.ops.box_ops"]
  sys.modules["official.vision.configs.common"].__getattr__ = lambda name: object
  spec = importlib.util.spec_from_file_location("augment", path)
  module = importlib.util.module_from_spec(spec)
  spec.loader.exec_module(module)
  apply = module._apply_transform_to_images
  module._apply_transform_to_images = lambda images, transforms, **unused: apply(
      images, transforms, fill_mode="constant", fill_value=0.0, interpolation="nearest")
  return module


def overflows(op, magnitude):
  return op == "Contrast" or op == "Solarize" and magnitude > 9 or op == "Posterize" and (
      magnitude > 20)


def operation(module, op, image, magnitude, first, second, constants):
  image = tf.constant(image)
  if op == "Cutout":
    half = int(magnitude / 10 * constants[1])
    height, width, _ = image.shape
    return module._fill_rectangle(image, int(np.float32(second) * width),
                                  int(np.float32(first) * height), half, half, 128)
  arguments = module.level_to_arg(constants[1], constants[0])[op](float(magnitude))
  if op in reference.SIGNED:  # the sign was drawn
    arguments = (abs(arguments[0]) * (1.0 if first >= 0.5 else -1.0), [128] * 3)
  return module.NAME_TO_FUNC[op](image, *arguments)


def main():
  module, rows = load(sys.argv[1]), []
  for name, constants in [("coffee", (100, 40)), ("cat", (4, 4))]:
    image = reference.decode(name)
    for op in reference.OPS:
      for magnitude in reference.MAGNITUDES:
        for first, second in [] if overflows(op, magnitude) else reference.settings(op):
          value = operation(module, op, image, magnitude, first, second, constants).numpy()
          rows.append([name, reference.OPS[op], magnitude, *constants, first, second,
                       reference.digest(value)])
  versions = {"tensorflow": tf.__version__, "tf-models-official": "2.18.0"}
  body = ",\n".join(" " + json.dumps(row) for row in rows)
  (reference.HERE / "tf-models.json").write_text(
      f'{{"versions": {json.dumps(versions)},\n"operations": [\n{body}\n]}}\n')
  print(len(rows), "operations")


if __name__ == "__main__":
  main()
