"""Makes schedules.json: learning rates and average decays over whole schedules, by the reference.

    python schedules.py NOISYSTUDENT_CHECKOUT

Epochs, steps and last steps come out of main.py's main(), the rates out of its model_fn(); only the
network in between is replaced, by a linear one.
"""
import json
import math
import pathlib
import sys
import tempfile
import types

import numpy as np

import noisystudent
from noisystudent import FLAGS, tf

HERE = pathlib.Path(__file__).parent
IMAGENET = 1281167
# name: the reference's flags, and the same in the words of this project
CURVES = {
    "imagenet at batch 2048": (
        dict(train_steps=218949, train_batch_size=2048, num_train_images=IMAGENET),
        dict(steps=218949, labeledBatch=2048, epochImages=IMAGENET)),
    "imagenet as the code has it": (
        dict(train_steps=109474, train_batch_size=4096, num_train_images=IMAGENET),
        dict(steps=109474, labeledBatch=4096, epochImages=IMAGENET)),
    "twice as long": (
        dict(train_steps=218949, train_batch_size=2048, num_train_images=IMAGENET, train_ratio=2),
        dict(steps=218949, labeledBatch=2048, epochImages=IMAGENET, trainRatio=2)),
    "svhn with a final rate": (
        dict(train_steps=109474, train_batch_size=128, num_train_images=69257, final_base_lr=2e-4),
        dict(steps=109474, labeledBatch=128, epochImages=69257, learningRate=dict(last=1e-4))),
    "the last 938 steps": (
        dict(train_steps=218949, train_batch_size=2048, num_train_images=IMAGENET,
             train_last_step_num=938),
        dict(steps=218949, labeledBatch=2048, epochImages=IMAGENET, lastSteps=938)),
    "the last steps of a schedule twice as long": (
        dict(train_steps=54000, train_batch_size=1024, num_train_images=100001, train_ratio=1.5,
             train_last_step_num=3001),
        dict(steps=54000, labeledBatch=1024, epochImages=100001, trainRatio=1.5, lastSteps=3001)),
    "a quarter of the labeled images": (
        dict(train_steps=437898, train_batch_size=2048, num_train_images=IMAGENET,
             label_data_sample_prob=0.25),
        dict(steps=437898, labeledBatch=2048, epochImages=IMAGENET,
             labeledSampleProbability=0.25)),
}
DEFAULTS = dict(train_ratio=1.0, final_base_lr=None, train_last_step_num=-1,
                label_data_sample_prob=1)


def install(main, utils, captured):
  """Puts what these scripts watch in the place of the estimator and the summaries."""

  class Estimator:
    def __init__(self, params, train_batch_size, **unused):
      captured["params"] = dict(params, batch_size=train_batch_size)

    def train(self, max_steps, **unused):
      captured["maxSteps"] = max_steps

  anything = lambda *args, **kwargs: None
  tf.estimator.tpu.TPUEstimator = Estimator
  tf.estimator.tpu.TPUConfig = anything
  tf.estimator.tpu.RunConfig = anything
  tf.estimator.tpu.InputPipelineConfig = types.SimpleNamespace(PER_HOST_V2=0)
  main.data_input.DataInput = lambda **unused: types.SimpleNamespace(input_fn=None)
  main.estimator._load_global_step_from_checkpoint_dir = lambda folder: 0
  utils.construct_scalar_host_call = lambda metrics: captured.update(metrics=metrics)


def linear(images, override_params, **unused):
  return tf.layers.dense(tf.reduce_mean(images, [1, 2]), override_params["num_classes"]), None


def sampled(count, warmup, stair, skipped):
  """Steps all over the schedule, and both sides of warm-up's end and of the stairs."""
  steps = set(np.linspace(0, count - 1, 60).astype(int).tolist()) | {0, 1, 2, count - 1}
  edges = [math.ceil(k * stair) for k in range(1, 400)]
  edges = edges[:20] + edges[20:-20:3] + edges[-20:]
  for edge in [warmup] + edges:
    steps.update((edge - skipped - 1, edge - skipped))
  return sorted(s for s in steps if 0 <= s < count)


def curve(main, captured, flags):
  for key, value in {**DEFAULTS, **flags}.items():
    setattr(FLAGS, key, value)
  main.main(None)
  params, count = captured["params"], captured["maxSteps"]
  tf.reset_default_graph()
  step = tf.train.get_or_create_global_step()
  batch = 2
  main.model_fn({"image": tf.zeros([batch, 4, 4, 3]), "label": tf.zeros([batch], tf.int32)},
                tf.estimator.ModeKeys.TRAIN, dict(params, batch_size=batch))
  epoch = params["steps_per_epoch"]
  stair = 2.4 * FLAGS.train_ratio * epoch
  if FLAGS.final_base_lr:  # only says where to look
    stair = (FLAGS.train_steps - 5 * epoch) / (math.log(FLAGS.final_base_lr / 0.016)
                                               / math.log(0.97))
  steps = sampled(count, int(5 * epoch), stair, FLAGS.train_steps - count)
  with noisystudent.session() as session:
    rates = [float(session.run(captured["metrics"]["train/lr"], {step: s})) for s in steps]
  return {"runSteps": count, "stepsPerEpoch": epoch, "steps": steps,
          "rates": [float("%.8g" % r) for r in rates]}


def average_decays():
  """The decay of TensorFlow's average at some steps: what is left of 1 when the variable is 0."""
  tf.reset_default_graph()
  step = tf.placeholder(tf.int64, [])
  found = {}
  for decay in (0.9999, 0.99):
    variable = tf.get_variable("v%d" % round(decay * 10000), [], initializer=tf.zeros_initializer())
    ema = tf.train.ExponentialMovingAverage(decay=decay, num_updates=step)
    apply = ema.apply([variable])
    average = ema.average(variable)
    steps = sorted(set(np.geomspace(1, 218949, 80).astype(int).tolist()) | {0, 890, 891, 892})
    values = []
    with noisystudent.session() as session:
      session.run(tf.global_variables_initializer())
      for s in steps:
        noisystudent.load_variables([average], [np.float32(1)], session)
        session.run(apply, {step: s})
        values.append(float("%.8g" % session.run(average)))
    found[str(decay)] = {"steps": steps, "decays": values}
  return found


def run():
  main, utils, builder = noisystudent.load(sys.argv[1])
  captured = {}
  install(main, utils, captured)
  builder.build_model = linear
  with tempfile.TemporaryDirectory() as folder:
    FLAGS.model_dir = folder
    FLAGS.mode = "train"
    FLAGS.use_tpu = FLAGS.transpose_input = FLAGS.use_bfloat16 = False
    curves = [dict(name=name, train=ours, **curve(main, captured, flags))
              for name, (flags, ours) in CURVES.items()]
  result = {"made": noisystudent.versions(), "curves": curves, "averageDecays": average_decays()}
  (HERE / "schedules.json").write_text(json.dumps(result).replace('}, {"name"', '},\n{"name"') + "\n")
  print([(c["name"], c["runSteps"], len(c["steps"])) for c in curves])


if __name__ == "__main__":
  run()
