"""Loads the reference's own code under TensorFlow 2.18: google-research/noisystudent, unmodified.

Its files are TensorFlow 1; the module names they import are pointed to their places of today:
`tensorflow` to tf.compat.v1, whose layers are tf_keras'. What they import and these scripts never
call (tf.contrib, the estimator) is empty. One method takes an argument more than it did: see below.
"""
import collections
import os
import sys
import types

os.environ["TF_USE_LEGACY_KERAS"] = "1"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import tensorflow as tf2
import tensorflow.compat.v1 as tf
import tensorflow.compat.v2
import tensorflow.core.protobuf.rewriter_config_pb2
import tensorflow.python.keras.engine.input_spec
import tensorflow.python.keras.utils.tf_utils
import tensorflow.python.tpu.tpu_function
from absl import flags

FLAGS = flags.FLAGS
Spec = collections.namedtuple(
    "Spec", "mode predictions loss train_op host_call eval_metrics scaffold_fn",
    defaults=(None,) * 7)


def load(folder):
  """Returns the modules main, utils and efficientnet_builder of a checkout."""
  tf.disable_v2_behavior()
  tf.logging.set_verbosity(tf.logging.ERROR)
  tf.estimator = types.SimpleNamespace(
      ModeKeys=types.SimpleNamespace(TRAIN="train", EVAL="eval", PREDICT="infer"),
      tpu=types.SimpleNamespace(TPUEstimatorSpec=Spec))
  sys.modules["tensorflow"] = tf
  for name in ["tensorflow.contrib", "tensorflow.contrib.image", "tensorflow.contrib.training",
               "tensorflow.python.estimator", "tensorflow.python.estimator.estimator"]:
    sys.modules[name] = types.ModuleType(name)
  sys.modules["tensorflow.contrib"].image = sys.modules["tensorflow.contrib.image"]
  sys.modules["tensorflow.contrib"].training = sys.modules["tensorflow.contrib.training"]
  sys.modules["tensorflow.python.estimator"].estimator = (
      sys.modules["tensorflow.python.estimator.estimator"])
  sys.path.insert(0, folder)
  import efficientnet_builder
  import main
  import utils

  # the layers of today pass a mask, always None here, that the reference's override does not take
  moments = utils.TpuBatchNormalization._moments
  utils.TpuBatchNormalization._moments = (
      lambda self, inputs, axes, keep_dims, mask=None: moments(self, inputs, axes, keep_dims))
  if not FLAGS.is_parsed():
    FLAGS(["golden"])
  return main, utils, efficientnet_builder


def versions():
  import tf_keras
  return "TensorFlow %s, tf_keras %s" % (tf2.__version__, tf_keras.__version__)


def session():
  config = tf.ConfigProto(intra_op_parallelism_threads=2, inter_op_parallelism_threads=1)
  return tf.Session(config=config)


def short(variable):
  """A variable's name without the network's scope."""
  return variable.op.name.split("/", 1)[1]


def load_variables(variables, values, session):
  """Sets all variables in one run: TensorFlow prunes the whole graph for each new set of feeds."""
  session.run([v.initializer for v in variables],
              {v.initializer.inputs[1]: value for v, value in zip(variables, values)})
