"""Makes the golden tensors of the augmentations, with code that is not this project's.

Sources: official/vision/ops/augment.py of tf-models-official 2.18.0 (Apache-2.0; not copied here)
under TensorFlow 2.18, and Pillow where the modes differ on purpose or a second opinion is cheap.

    pip install tensorflow-cpu==2.18.1 pillow
    pip download --no-deps tf-models-official==2.18.0 && unzip -p *.whl \
        official/vision/ops/augment.py > /tmp/augment.py
    python generate.py /tmp/augment.py

Writes tensors.bin (uint8, [height, width, 3] row by row) and index.json beside this file. The
geometric operations are forced to what tf.contrib.image did: nearest neighbour, empty pixels 0.
"""
import importlib.util
import json
import math
import pathlib
import sys
import types

import numpy as np
import PIL
import tensorflow as tf
from PIL import Image, ImageEnhance, ImageOps

HERE = pathlib.Path(__file__).parent
TRANSLATE, CUTOUT = 40.0, 12.0


def load_tf_models(path):
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


def images():
  random = np.random.RandomState(7)
  y, x = np.mgrid[0:33, 0:21]
  photo = np.stack([60 + 4 * y + random.randint(0, 9, y.shape),
                    30 + 7 * x + random.randint(0, 5, y.shape),
                    200 - 3 * y - x], axis=-1)
  y, x = np.mgrid[0:28, 0:28]
  blob = 255 * np.exp(-((y - 12) ** 2 + (x - 15) ** 2) / 60.0)
  flat = np.stack([blob, np.full_like(blob, 77), np.where(blob > 90, 250, 3)], axis=-1)
  return {"photo": photo.clip(0, 255).astype(np.uint8), "flat": flat.astype(np.uint8)}


def tf_models_case(augment, op, image, magnitude, first, second):
  level = magnitude / 10.0
  enhance = level * 1.8 + 0.1
  sign = 1.0 if first >= 0.5 else -1.0
  height, width, _ = image.shape
  tensor = tf.constant(image)
  fill = [128] * 3
  return {
      "AUTO_CONTRAST": lambda: augment.autocontrast(tensor),
      "EQUALIZE": lambda: augment.equalize(tensor),
      "INVERT": lambda: augment.invert(tensor),
      "ROTATE": lambda: augment.wrapped_rotate(tensor, sign * level * 30.0, fill),
      "POSTERIZE": lambda: augment.posterize(tensor, int(level * 4)),
      "SOLARIZE": lambda: augment.solarize(tensor, int(level * 256)),
      "COLOR": lambda: augment.color(tensor, enhance),
      "CONTRAST": lambda: augment.contrast(tensor, enhance),
      "BRIGHTNESS": lambda: augment.brightness(tensor, enhance),
      "SHARPNESS": lambda: augment.sharpness(tensor, enhance),
      "SHEAR_X": lambda: augment.shear_x(tensor, sign * level * 0.3, fill),
      "SHEAR_Y": lambda: augment.shear_y(tensor, sign * level * 0.3, fill),
      "TRANSLATE_X": lambda: augment.translate_x(tensor, sign * level * TRANSLATE, fill),
      "TRANSLATE_Y": lambda: augment.translate_y(tensor, sign * level * TRANSLATE, fill),
      "SOLARIZE_ADD": lambda: augment.solarize_add(tensor, int(level * 110)),
      "CUTOUT": lambda: augment._fill_rectangle(
          tensor, int(np.float32(second) * width), int(np.float32(first) * height),
          int(level * CUTOUT), int(level * CUTOUT), 128),
  }[op]().numpy()


def pillow_case(op, image, magnitude):
  """Returns (image, tolerance): Pillow's grey and its rounding differ from TensorFlow's."""
  level = magnitude / 10.0
  enhance = level * 1.8 + 0.1
  picture = Image.fromarray(image)
  slack = math.ceil(abs(1 - enhance)) + 1
  result, tolerance = {
      "AUTO_CONTRAST": lambda: (ImageOps.autocontrast(picture), 1),
      "EQUALIZE": lambda: (ImageOps.equalize(picture), 0),
      "INVERT": lambda: (ImageOps.invert(picture), 0),
      "POSTERIZE": lambda: (ImageOps.posterize(picture, min(8, int(level * 4))), 0),
      "SOLARIZE": lambda: (ImageOps.solarize(picture, min(256, int(level * 256))), 0),
      "COLOR": lambda: (ImageEnhance.Color(picture).enhance(enhance), slack),
      "CONTRAST": lambda: (ImageEnhance.Contrast(picture).enhance(enhance), slack),
      "BRIGHTNESS": lambda: (ImageEnhance.Brightness(picture).enhance(enhance), 1),
      "SHARPNESS": lambda: (ImageEnhance.Sharpness(picture).enhance(enhance), slack),
  }[op]()
  return np.asarray(result), tolerance


def center_crop(image, size):
  """The reference's evaluation crop (preprocessing.py), before rounding."""
  height, width, _ = image.shape
  side = max(1, int(np.float32(size / (size + 32)) * np.float32(min(height, width))))
  top, left = (height - side + 1) // 2, (width - side + 1) // 2
  cut = image[top:top + side, left:left + side]
  return tf.compat.v1.image.resize_bicubic(cut[None], [size, size])[0].numpy()


def main():
  augment = load_tf_models(sys.argv[1])
  blob, cases = bytearray(), []

  def store(tensor):
    tensor = np.ascontiguousarray(tensor)
    assert tensor.dtype == np.uint8 and tensor.ndim == 3 and tensor.shape[2] == 3
    blob.extend(tensor.tobytes())
    return {"offset": len(blob) - tensor.size, "shape": list(tensor.shape)}

  inputs = images()
  table_ops = ["AUTO_CONTRAST", "EQUALIZE", "INVERT", "POSTERIZE", "SOLARIZE", "COLOR", "CONTRAST",
               "BRIGHTNESS", "SHARPNESS"]
  ops = table_ops + ["ROTATE", "SHEAR_X", "SHEAR_Y", "TRANSLATE_X", "TRANSLATE_Y", "SOLARIZE_ADD",
                     "CUTOUT"]
  stored = {name: store(image) for name, image in inputs.items()}
  for name, image in inputs.items():
    for magnitude, first, second in [(3, 0.75, 0.1), (10, 0.25, 0.9), (27, 0.5, 0.4)]:
      for op in ops:
        if op in ("AUTO_CONTRAST", "EQUALIZE", "INVERT") and magnitude != 10:
          continue
        common = {"op": op, "image": name, "magnitude": magnitude, "first": first,
                  "second": second}
        output = tf_models_case(augment, op, image, magnitude, first, second)
        # Where the smoothed value is a whole number, its truncation depends on the convolution
        # kernel's order of summation: one level of the degenerate image.
        tolerance = math.ceil(abs(0.9 - 0.18 * magnitude)) if op == "SHARPNESS" else 0
        cases.append({**common, "mode": "REFERENCE", "source": "tf-models",
                      "tolerance": tolerance, **store(output)})
        if op in table_ops:
          output, tolerance = pillow_case(op, image, magnitude)
          cases.append({**common, "mode": "FIXED", "source": "Pillow", "tolerance": tolerance,
                        **store(output)})
  crops = []
  for name, size in [("photo", 16), ("photo", 48), ("flat", 28)]:
    values = np.floor(center_crop(inputs[name], size).clip(0, 254.9) + 0.5).astype(np.uint8)
    crops.append({"image": name, "resolution": size, **store(values)})
  index = {
      "versions": {"tensorflow": tf.__version__, "tf-models-official": "2.18.0",
                   "pillow": PIL.__version__, "numpy": np.__version__},
      "translateConst": TRANSLATE, "cutoutConst": CUTOUT, "images": stored, "centerCrops": crops,
      "operations": cases,
  }
  (HERE / "tensors.bin").write_bytes(bytes(blob))
  text = json.dumps(index, indent=1)
  (HERE / "index.json").write_text(text + "\n")
  print(len(cases), "cases,", len(blob), "bytes")


if __name__ == "__main__":
  main()
