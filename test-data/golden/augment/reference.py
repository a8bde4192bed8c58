"""Makes the golden values of RandAugment and the crops by running the reference's own code.

    pip install tensorflow-cpu==2.18.1
    python reference.py NOISYSTUDENT_FOLDER NEWER_PREPROCESSING_PY

NOISYSTUDENT_FOLDER holds randaugment.py and preprocessing.py of google-research/noisystudent
(aac52bf); the other file is models/official/efficientnet/preprocessing.py of tensorflow/tpu
(22d5cab), for its evaluation crop. All are Apache-2.0; none is copied here. They run unchanged,
under TensorFlow 2.18 on the CPU with its oneDNN kernels on, which is the default. What TensorFlow 2
no longer has is put in front of them: tf.contrib.image goes to ImageProjectiveTransformV3 (nearest
neighbour, empty pixels 0), tf.contrib.training.HParams to a plain object. Random numbers are
scripted, so that each operation can be asked for by name, sign and place.

Writes beside this file reference.json (hashes: the first 16 hex digits of the SHA-256 of the
pixels), reference-sheet.png (some results to look at) and reference-crops.bin (crops before they
are rounded, float32, little endian).
"""
import hashlib
import importlib.util
import inspect
import json
import pathlib
import sys
import types

import numpy as np
import tensorflow
from absl import flags

tf = tensorflow.compat.v1
HERE = pathlib.Path(__file__).resolve().parent
IMAGES = HERE.parent.parent / "images"
OPS = {"AutoContrast": "AUTO_CONTRAST", "Equalize": "EQUALIZE", "Invert": "INVERT",
       "Rotate": "ROTATE", "Posterize": "POSTERIZE", "Solarize": "SOLARIZE", "Color": "COLOR",
       "Contrast": "CONTRAST", "Brightness": "BRIGHTNESS", "Sharpness": "SHARPNESS",
       "ShearX": "SHEAR_X", "ShearY": "SHEAR_Y", "TranslateX": "TRANSLATE_X",
       "TranslateY": "TRANSLATE_Y", "SolarizeAdd": "SOLARIZE_ADD", "Cutout": "CUTOUT"}
SIGNED = ["Rotate", "ShearX", "ShearY", "TranslateX", "TranslateY"]
MAGNITUDES = [0, 5, 9, 10, 12, 15, 18, 20, 24, 27, 30]
SHEET_MAGNITUDES = [5, 15, 27]

# name: file, top, left, height, width; pixels past an edge come from the opposite one.
INPUTS = {
    "coffee": ("drink/coffee.png", 0, 0, 64, 96),
    "chelsea": ("animal/chelsea.jpg", 0, 0, 150, 226),
    "astronaut": ("person/astronaut.jpg", 0, 0, 224, 224),
    "rocket": ("vehicle/rocket.jpg", 0, 0, 300, 280),
    "cat": ("animal/chelsea.jpg", 30, 80, 32, 32),
    "strip": ("animal/chelsea.jpg", 70, 0, 6, 226),
}


class Script:
  """The random numbers of the code under test: what it asks for next, in [0, 1)."""
  picks, places, first, offsets, box_seed = [], [], 0.5, None, None


class Front(types.ModuleType):
  """A module that answers for another one, except for what was put in front."""

  def __init__(self, name, behind, **front):
    super().__init__(name)
    self.__dict__["_behind"] = behind
    self.__dict__.update(front)

  def __getattr__(self, name):
    return getattr(self._behind, name)


def random_uniform(shape, minval=0, maxval=None, dtype=tf.float32, seed=None, name=None):
  del shape, seed, name
  if dtype == tf.int32 and isinstance(maxval, int):
    return tf.constant(Script.picks.pop(0))
  if dtype == tf.int32:  # a place along an edge of the image
    place = tf.constant(Script.places.pop(0), tf.float32)
    return tf.cast(tf.floor(place * tf.cast(maxval, tf.float32)), tf.int32)
  if minval == 0.2:  # the probability, which is drawn and not used
    return tf.constant(0.5)
  return tf.constant(Script.first, tf.float32)


def transform(images, transforms, interpolation="NEAREST"):
  transforms = tf.reshape(tf.convert_to_tensor(transforms, tf.float32), [-1, 8])
  moved = tensorflow.raw_ops.ImageProjectiveTransformV3(
      images=images[None], transforms=transforms, output_shape=tf.shape(images)[:2],
      fill_value=0.0, interpolation=interpolation, fill_mode="CONSTANT")
  return moved[0]


def translate(images, translations):
  x, y = tf.unstack(tf.convert_to_tensor(translations, tf.float32))
  return transform(images, [1.0, 0.0, -x, 0.0, 1.0, -y, 0.0, 0.0])


def rotate(images, angle):
  right = tf.cast(tf.shape(images)[1], tf.float32) - 1
  bottom = tf.cast(tf.shape(images)[0], tf.float32) - 1
  cos, sin = tf.cos(angle), tf.sin(angle)
  x = (right - (cos * right - sin * bottom)) / 2.0
  y = (bottom - (sin * right + cos * bottom)) / 2.0
  return transform(images, [cos, -sin, x, sin, cos, y, 0.0, 0.0])


def sample_distorted_bounding_box(image_size, bounding_boxes, **options):
  return tensorflow.image.stateless_sample_distorted_bounding_box(
      image_size, bounding_boxes, seed=Script.box_seed, **options)


def decode_and_crop_jpeg(encoded, window, channels):
  """Decodes the whole image first. The original gives the window's first column no neighbours to
  upsample the colours from: up to 4 levels apart there (TensorFlow 2.18, chelsea.jpg)."""
  top, left, height, width = tf.unstack(window)
  image = tf.image.decode_jpeg(encoded, channels=channels)
  return tf.slice(image, [top, left, 0], [height, width, channels])


def random_crop(value, size):
  return tf.slice(value, [*Script.offsets, 0], size)


def load(path, front):
  """Runs a file whose `tensorflow` is the given one."""
  contrib = types.ModuleType("tensorflow.contrib")
  contrib.image = types.SimpleNamespace(transform=transform, translate=translate, rotate=rotate)
  contrib.training = types.SimpleNamespace(HParams=types.SimpleNamespace)
  front.__path__ = []
  replaced = {"tensorflow": front, "tensorflow.contrib": contrib, "tensorflow.compat": front,
              "tensorflow.compat.v1": front}
  kept = {name: sys.modules.get(name) for name in replaced}
  sys.modules.update(replaced)
  try:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
  finally:
    sys.modules.update(kept)
  return module


def decode(name):
  file, top, left, height, width = INPUTS[name]
  image = tensorflow.io.decode_image(
      (IMAGES / file).read_bytes(), channels=3, expand_animations=False).numpy()
  rows = (np.arange(height) + top) % image.shape[0]
  columns = (np.arange(width) + left) % image.shape[1]
  return image[rows][:, columns]


def in_graph(build):
  """Returns the values of a list of tensors that TensorFlow 1 code makes."""
  with tf.Graph().as_default(), tf.Session() as session:
    return session.run(build())


def digest(pixels):
  assert pixels.dtype == np.uint8
  return hashlib.sha256(np.ascontiguousarray(pixels).tobytes()).hexdigest()[:16]


def rounded(values):
  """The bytes nearest to values, halves up."""
  return np.clip(values + np.float32(0.5), 0, 255).astype(np.uint8)


def settings(op):
  if op in SIGNED:
    return [(0.25, 0.0), (0.75, 0.0)]
  return [(0.1, 0.85), (0.6, 0.4)] if op == "Cutout" else [(0.75, 0.0)]


def operation(module, op, image, magnitude, first, second, constants):
  Script.first, Script.places = first, [first, second]
  hparams = types.SimpleNamespace(translate_const=constants[0], cutout_const=constants[1])
  func, _, args = module._parse_policy_info(op, 0.5, float(magnitude), [128] * 3, hparams)
  return func(tf.constant(image), *args)


def operations(module):
  cases, results = [], {}
  for name in ["coffee", "chelsea", "astronaut", "rocket", "cat"]:
    image = decode(name)
    constants = (4, 4) if name == "cat" else (100, 40)
    wanted = [(op, magnitude, first, second) for op in OPS
              for magnitude in ([27] if name == "rocket" else MAGNITUDES)
              for first, second in settings(op)]
    values = in_graph(lambda: [operation(module, op, image, magnitude, first, second, constants)
                               for op, magnitude, first, second in wanted])
    for (op, magnitude, first, second), value in zip(wanted, values):
      assert value.shape == image.shape
      cases.append([name, OPS[op], magnitude, *constants, first, second, digest(value)])
      results[name, op, magnitude, first] = value
  return cases, results


def sheet(results):
  """One row an operation, one column a magnitude."""
  return np.concatenate([
      np.concatenate([results["cat", op, magnitude, settings(op)[0][0]]
                      for magnitude in SHEET_MAGNITUDES], axis=1) for op in OPS], axis=0)


def two_layers(module):
  """Every operation followed by another one, the way the reference picks them."""
  cases = []
  for name, magnitude in [("coffee", 27), ("cat", 9)]:
    image = decode(name)
    constants = (4, 4) if name == "cat" else (100, 40)
    picks = [(number, (7 * number + 3) % 16) for number in range(16)]

    def layers(pair):
      # A layer draws its pick, then builds every operation, cutout among them.
      Script.picks, Script.places, Script.first = list(pair), [0.75, 0.3] * 2, 0.75
      return module.distort_image_with_randaugment(
          tf.constant(image), 2, magnitude, cutout_const=constants[1],
          translate_const=constants[0])

    values = in_graph(lambda: [layers(pair) for pair in picks])
    for pair, value in zip(picks, values):
      cases.append([name, magnitude, *constants, *pair, 0.75, 0.3, digest(value)])
  return cases


def training_crops(module):
  cases = []
  for name in ["chelsea", "coffee", "strip"]:
    image = decode(name)
    for resolution in [32, 224]:
      for number in range(6):
        def crop():
          Script.box_seed = [resolution, number]
          return [module._preprocess_for_train(
              tf.constant(image), False, resolution, augment_name="v1")]
        value = in_graph(crop)[0]
        assert (value == value.astype(np.uint8)).all()
        cases.append([name, resolution, resolution, number, digest(value.astype(np.uint8))])
  return cases


def small_crops(module):
  image, cases = decode("cat"), []
  for down, right in [(0, 0), (3, 7), (8, 8), (5, 1)]:
    def crop():
      Script.offsets = [down, right]
      return [module.small_image_crop(tf.constant(image))]
    cases.append(["cat", down, right, digest(in_graph(crop)[0])])
  return cases


def evaluation_crops(module, newer):
  cases, floats = [], bytearray()
  for name in ["chelsea", "coffee", "strip"]:
    image = decode(name)
    for resolution in [32, 48, 224, 240]:
      value = in_graph(lambda: [module._preprocess_for_eval(
          tf.constant(image), False, resolution)])[0]
      offset = -1
      if resolution == {"chelsea": 32, "coffee": 48}.get(name):
        offset = len(floats)
        floats.extend(value.astype("<f4").tobytes())
      cases.append([name, "CENTER", resolution, offset, digest(rounded(value))])
  for name in ["chelsea", "astronaut-whole"]:
    file = {"chelsea": "animal/chelsea.jpg", "astronaut-whole": "person/astronaut.jpg"}[name]
    encoded = (IMAGES / file).read_bytes()
    for resolution in [32, 48, 224, 240, 260]:
      value = in_graph(lambda: [newer.preprocess_for_eval(encoded, False, resolution)])[0]
      cases.append([name, "CENTER_875", resolution, -1, digest(rounded(value))])
  return cases, bytes(floats)


def sha256(path):
  return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def main():
  checkout, newer_file = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
  for name, value in {"cutout_op": True, "small_image_model": False}.items():
    flags.DEFINE_bool(name, value, "")
  flags.DEFINE_integer("randaug_layer", 0, "")
  flags.DEFINE_integer("randaug_mag", 0, "")
  flags.FLAGS(["reference"])
  inspect.getargspec = inspect.getfullargspec  # gone since Python 3.11
  INPUTS["astronaut-whole"] = ("person/astronaut.jpg", 0, 0, 160, 160)
  image = Front("image", tf.image, sample_distorted_bounding_box=sample_distorted_bounding_box,
                random_flip_left_right=lambda image: image,
                decode_and_crop_jpeg=decode_and_crop_jpeg)
  front = Front("tensorflow", tf, random_uniform=random_uniform, random_crop=random_crop,
                image=image)
  front.compat = types.SimpleNamespace(v1=front)
  randaugment = load(checkout / "randaugment.py", front)
  sys.modules["randaugment"] = randaugment
  preprocessing = load(checkout / "preprocessing.py", front)
  newer = load(newer_file, front)

  cases, results = operations(randaugment)
  evaluations, floats = evaluation_crops(preprocessing, newer)
  golden = {
      "versions": {"tensorflow": tensorflow.__version__, "numpy": np.__version__,
                   "python": sys.version.split()[0]},
      "sha256": {"randaugment.py": sha256(checkout / "randaugment.py"),
                 "preprocessing.py": sha256(checkout / "preprocessing.py"),
                 "tpu preprocessing.py": sha256(newer_file)},
      "inputs": [[name, *values, digest(decode(name))] for name, values in INPUTS.items()],
      "sheetMagnitudes": SHEET_MAGNITUDES,
      "operations": cases,
      "twoLayers": two_layers(randaugment),
      "trainingCrops": training_crops(preprocessing),
      "smallCrops": small_crops(preprocessing),
      "evaluationCrops": evaluations,
  }
  lines = []
  for key, value in golden.items():
    text = json.dumps(value)
    if isinstance(value, list) and isinstance(value[0], list):
      text = "[\n" + ",\n".join(" " + json.dumps(row) for row in value) + "\n]"
    lines.append(json.dumps(key) + ": " + text)
  (HERE / "reference.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
  (HERE / "reference-crops.bin").write_bytes(floats)
  picture = tensorflow.io.encode_png(sheet(results), compression=9)
  (HERE / "reference-sheet.png").write_bytes(picture.numpy())
  print(len(cases), "operations")


if __name__ == "__main__":
  main()
