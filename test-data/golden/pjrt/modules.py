"""Makes the .hlo.pb and .mlir programs and compile-options.txt of this folder.

    python modules.py

Made with Python 3.11, jax 0.10.2 and jaxlib 0.10.2. The .hlo.pb files are HloModuleProtos as JAX
lowers the functions below; their results are in the tests, worked out by hand. The options are
what jaxlib itself serializes, in hexadecimal, without the fields that this project does not set.
"""

import os

os.environ['JAX_PLATFORMS'] = 'cpu'

import jax
import jax.numpy as jnp
import numpy as np
from jaxlib import xla_client

BUILD_OPTIONS = 3
FIELDS_SET = (1, 4, 5, 9, 20)  # device ordinal, replicas, partitions, device assignment, effort

ALL_REDUCE = """
module @all_reduce attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 4 : i32} {
  func.func public @main(%x: tensor<2xf32>) -> tensor<2xf32> {
    %sum = "stablehlo.all_reduce"(%x) ({
    ^bb0(%a: tensor<f32>, %b: tensor<f32>):
      %c = stablehlo.add %a, %b : tensor<f32>
      stablehlo.return %c : tensor<f32>
    }) {replica_groups = dense<[[0, 1, 2, 3]]> : tensor<1x4xi64>} : (tensor<2xf32>) -> tensor<2xf32>
    return %sum : tensor<2xf32>
  }
}
"""

HERE = os.path.dirname(os.path.abspath(__file__))


def lower(function, *shapes, donate=()):
  arguments = [jax.ShapeDtypeStruct(shape, dtype) for shape, dtype in shapes]
  return jax.jit(function, donate_argnums=donate, keep_unused=True).lower(*arguments)


def write_hlo(name, lowered):
  proto = lowered.compiler_ir('hlo').as_serialized_hlo_module_proto()
  with open(os.path.join(HERE, name + '.hlo.pb'), 'wb') as out:
    out.write(proto)


def varint(data, start):
  """Returns the number at a place and where it ends."""
  value = shift = 0
  while True:
    byte = data[start]
    start += 1
    value |= (byte & 127) << shift
    shift += 7
    if byte < 128:
      return value, start


def fields(data):
  """Yields (number, bytes with the tag, contents) of each field of a message."""
  place = 0
  while place < len(data):
    start = place
    tag, place = varint(data, place)
    contents = b''
    if tag & 7 == 0:
      _, place = varint(data, place)
    elif tag & 7 == 2:
      size, place = varint(data, place)
      contents, place = data[place:place + size], place + size
    else:
      place += {1: 8, 5: 4}[tag & 7]
    yield tag >> 3, data[start:place], contents


def write_options(out, name, replicas, partitions, ids, effort=None):
  options = xla_client.CompileOptions()
  build = options.executable_build_options
  build.num_replicas = replicas
  build.num_partitions = partitions
  build.device_assignment = xla_client.DeviceAssignment.create(
      np.array(ids, dtype=np.int32).reshape(replicas, partitions))
  if effort is not None:
    build.exec_time_optimization_effort = effort
  for number, _, contents in fields(options.SerializeAsString()):
    if number == BUILD_OPTIONS:
      kept = b''.join(field for n, field, _ in fields(contents) if n in FIELDS_SET)
      assert len(kept) < 128
      out.write('%s %s\n' % (name, (bytes([BUILD_OPTIONS << 3 | 2, len(kept)]) + kept).hex()))


def main():
  # two results of unlike shape and type; [2, 3] x [3, 2]
  product = lower(
      lambda x, y: (jnp.dot(x, y), jnp.sum(x).astype(jnp.int32)),
      ((2, 3), jnp.float32), ((3, 2), jnp.float32))
  write_hlo('product', product)
  with open(os.path.join(HERE, 'product.mlir'), 'w') as out:
    out.write(product.as_text())

  # a training step's shape: the first argument is updated in place
  write_hlo('update', lower(
      lambda w, g: w - 0.5 * g, ((4,), jnp.float32), ((4,), jnp.float32), donate=(0,)))

  # one of each type that goes to and from a device
  write_hlo('types', lower(
      lambda f, b, i, l, u, p, m, n: (
          f + 1, b * 2, i - 1, -l, u + np.uint8(3), ~p, m + np.uint32(1), n + np.uint64(1)),
      ((2,), jnp.float32), ((2,), jnp.bfloat16), ((2,), jnp.int32), ((2,), jnp.int64),
      ((2,), jnp.uint8), ((2,), jnp.bool_), ((2,), jnp.uint32), ((2,), jnp.uint64)))

  # the sum over all replicas
  with open(os.path.join(HERE, 'all-reduce.hlo.pb'), 'wb') as out:
    computation = xla_client._xla.mlir.mlir_module_to_xla_computation(ALL_REDUCE)
    out.write(computation.as_serialized_hlo_module_proto())

  # as many steps of 2,048 random number generators as it is told to do: takes its time, and is
  # large enough that XLA's CPU client does not run it within the call that starts it
  write_hlo('steps', lower(
      lambda n: jnp.sum(jax.lax.fori_loop(
          0, n, lambda i, x: (x ^ (x >> 15)) * jnp.int32(1664525) + jnp.int32(1013904223),
          jax.lax.iota(jnp.int32, 2048)), dtype=jnp.int32),
      ((), jnp.int32)))

  with open(os.path.join(HERE, 'compile-options.txt'), 'w') as out:
    write_options(out, 'one-replica', 1, 1, [0])
    write_options(out, 'two-replicas-on-3-and-1', 2, 1, [3, 1])
    write_options(out, 'two-replicas-of-two-partitions', 2, 2, [0, 1, 2, 3])
    write_options(out, 'little-effort', 1, 1, [0], effort=-1.0)


if __name__ == '__main__':
  jax.config.update('jax_enable_x64', True)
  main()
