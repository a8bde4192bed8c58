"""Weights, images and labels by formula: both sides of a comparison make them, no file holds them.

Every number follows from (name, index) by 32-bit integer arithmetic and single float32 operations,
so that Python and Java get the same bits. FormulaValues.java is the same in Java.
"""
import numpy as np

GOLDEN_RATIO = 0x9E3779B9
# Variance of each convolution's output over the mean square of its input: swish and the
# squeeze-excite gates take away about as much.
GAIN = 2.0
# Scale of the last batch norm of a block with a skip: as in a trained network, the block changes
# its input a little. At 1, rounding would grow from block to block, and deep networks be chaotic.
BRANCH = 0.1


def mix(x):
  """Mixes the bits of 32-bit integers (Wellons' lowbias32)."""
  x = x ^ (x >> np.uint32(16))
  x = x * np.uint32(0x7FEB352D)
  x = x ^ (x >> np.uint32(15))
  x = x * np.uint32(0x846CA68B)
  return x ^ (x >> np.uint32(16))


def stream(name):
  """FNV-1a of a name."""
  h = 0x811C9DC5
  for byte in name.encode():
    h = ((h ^ byte) * 0x01000193) & 0xFFFFFFFF
  return np.uint32(h)


def bits(name, count):
  return mix(np.arange(count, dtype=np.uint32) * np.uint32(GOLDEN_RATIO) + stream(name))


def symmetric(name, count):
  """Uniform in [-1, 1), multiples of 2^-23: exact in float32."""
  high = (bits(name, count) >> np.uint32(8)).astype(np.float32)
  return high * np.float32(2.0 ** -23) - np.float32(1)


def skips(shapes):
  """The blocks whose input is added to their output: those with as many channels in as out."""
  last = "/conv2d_1/kernel"
  blocks = {n[:-len(last)] for n in shapes if n.endswith(last) and n.count("/") == 2}
  return {b for b in blocks
          if shapes[b + "/conv2d/kernel"][2] == shapes[b + "/conv2d_1/kernel"][3]}


def variables(shapes):
  """The value of each variable; names are without the network's scope."""
  skipped = skips(shapes)
  return [variable(name, shape, name.split("/")[0] in skipped) for name, shape in shapes.items()]


def variable(name, shape, skip):
  shape = [int(d) for d in shape]
  count = int(np.prod(shape))
  u = symmetric(name, count)
  kind = name.rsplit("/", 1)[-1]
  if kind == "kernel":
    gain = 1.0 if name.endswith("dense/kernel") else GAIN
    value = u * np.float32(np.sqrt(3.0 * gain / (count // shape[-1])))
  elif kind == "depthwise_kernel":
    value = u * np.float32(np.sqrt(3.0 * GAIN / (shape[0] * shape[1])))
  elif skip and name.endswith("normalization_2/gamma"):
    value = np.float32(BRANCH) + np.float32(0.25 * BRANCH) * u
  elif kind in ("gamma", "moving_variance"):
    value = np.float32(1) + np.float32(0.25) * u
  elif kind in ("bias", "beta", "moving_mean"):
    value = np.float32(0.125) * u
  else:
    raise ValueError(name)
  return value.reshape(shape)


def images(name, batch, side):
  """Waves of each image's own length under noise: uint8 [batch, side, side, 3]."""
  noise = bits(name, batch * side * side * 3).reshape(batch, side, side, 3) >> np.uint32(26)
  n = np.arange(batch, dtype=np.uint32).reshape(-1, 1, 1, 1)
  y = np.arange(side, dtype=np.uint32).reshape(1, -1, 1, 1)
  x = np.arange(side, dtype=np.uint32).reshape(1, 1, -1, 1)
  c = np.arange(3, dtype=np.uint32).reshape(1, 1, 1, -1)
  wave = (y * (n % np.uint32(5) + c + np.uint32(1))
          + x * (n % np.uint32(3) + np.uint32(2) * c + np.uint32(1)) + np.uint32(29) * n)
  return (wave * np.uint32(3) % np.uint32(192) + noise).astype(np.uint8)


def labels(name, batch, classes):
  return (bits(name, batch) % np.uint32(classes)).astype(np.int32)


def sketch(name, value):
  """Three numbers that tell a tensor from another: norm, sum, and product with a formula."""
  flat = np.asarray(value, np.float64).reshape(-1)
  direction = symmetric("sketch/" + name, flat.size).astype(np.float64)
  return [float(np.sqrt(np.dot(flat, flat))), float(flat.sum()), float(np.dot(flat, direction))]
