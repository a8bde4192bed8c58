"""Makes the golden tensors of the colour operations of RandAugment's `fixed` mode, and of the `square`
evaluation crop, with Pillow.

    pip install pillow==13.0.0 numpy==2.0.2
    python pillow_images.py

Writes pillow.bin (uint8, [height, width, 3] row by row) and pillow.json beside this file.
"""
import json
import math
import pathlib

import numpy as np
import PIL
from PIL import Image, ImageEnhance, ImageOps

HERE = pathlib.Path(__file__).parent
PLAIN = ["AUTO_CONTRAST", "EQUALIZE", "INVERT"]
GRADED = ["POSTERIZE", "SOLARIZE", "COLOR", "CONTRAST", "BRIGHTNESS", "SHARPNESS"]


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


def operation(op, image, magnitude):
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


def square(image, resolution):
  """The whole central square, resized."""
  side = min(image.shape[:2])
  top, left = ((length - side + 1) // 2 for length in image.shape[:2])
  picture = Image.fromarray(image[top:top + side, left:left + side])
  return np.asarray(picture.resize((resolution, resolution), Image.BICUBIC))


def main():
  blob, cases = bytearray(), []

  def store(tensor):
    assert tensor.dtype == np.uint8 and tensor.ndim == 3 and tensor.shape[2] == 3
    blob.extend(np.ascontiguousarray(tensor).tobytes())
    return {"offset": len(blob) - tensor.size, "shape": list(tensor.shape)}

  inputs = images()
  stored = {name: store(image) for name, image in inputs.items()}
  for name, image in inputs.items():
    for op in PLAIN + GRADED:
      for magnitude in [10] if op in PLAIN else [3, 10, 27]:
        output, tolerance = operation(op, image, magnitude)
        cases.append({"image": name, "op": op, "magnitude": magnitude, "tolerance": tolerance,
                      **store(output)})
  squares = [{"image": name, "resolution": resolution, **store(square(image, resolution))}
             for name, image in inputs.items() for resolution in [8, 15, 32, 40]]
  rows = ",\n".join(" " + json.dumps(case) for case in cases)
  versions = {"pillow": PIL.__version__, "numpy": np.__version__}
  (HERE / "pillow.json").write_text(
      f'{{"versions": {json.dumps(versions)},\n"images": {json.dumps(stored)},\n'
      f'"squares": {json.dumps(squares)},\n"operations": [\n{rows}\n]}}\n')
  (HERE / "pillow.bin").write_bytes(bytes(blob))
  print(len(cases), "cases,", len(blob), "bytes")


if __name__ == "__main__":
  main()
