"""Makes steps.json: 50 optimisation steps of main.py's model_fn() on formula batches.

    python steps.py NOISYSTUDENT_CHECKOUT

Runs each training twice, the second time with the images of every batch in another order: that
difference is rounding alone, and is written beside the curve as its floor.
"""
import json
import pathlib
import sys

import numpy as np

import formulas
import noisystudent
from noisystudent import FLAGS, short, tf

HERE = pathlib.Path(__file__).parent
STEPS, CYCLE, CLASSES, SIDE, LABELED, UNLABELED = 50, 4, 10, 32, 16, 16
SEED, LABELED_SAMPLE, STREAMS = 5, 1022, 1024
METRICS = ["train/loss", "train/data_loss", "lab/loss", "ext/loss", "train/lr"]
# the reference's flags, and the same in the words of this project
COMMON = dict(task_name="imagenet", width_coefficient=0.25, depth_coefficient=0.5,
              small_image_model=True, num_label_classes=CLASSES, dropout_rate=0.0,
              stochastic_depth_rate=0.0, train_batch_size=LABELED, train_steps=STEPS,
              train_last_step_num=STEPS, num_train_images=40, weight_decay=1e-4,
              label_smoothing=0.1, moving_average_decay=0.9999,
              transpose_input=False, use_tpu=False, use_bfloat16=False)
OURS = dict(steps=STEPS, labeledBatch=LABELED, epochImages=40, weightDecay=1e-4)
RUNS = {
    "soft": (dict(unlabel_ratio=1.0, teacher_softmax_temp=1.0, label_data_sample_prob=1.0,
                  base_learning_rate=0.16, final_base_lr=None),
             dict(unlabeledRatio=1, learningRate=dict(peak=0.01))),
    "hard-sampled": (dict(unlabel_ratio=2.0, teacher_softmax_temp=-1.0, label_data_sample_prob=0.5,
                          base_learning_rate=0.16, final_base_lr=None),
                     dict(unlabeledRatio=2, labeledSampleProbability=0.5,
                          learningRate=dict(peak=0.005))),
    "final-rate": (dict(unlabel_ratio=1.0, teacher_softmax_temp=1.0, label_data_sample_prob=1.0,
                        base_learning_rate=0.32, final_base_lr=0.02),
                   dict(unlabeledRatio=1, learningRate=dict(peak=0.02, last=0.00125))),
}


def soft_labels():
  """Powers of formula numbers, summing to 1: [UNLABELED, CLASSES]."""
  u = formulas.symmetric("unlabeled", UNLABELED * CLASSES).astype(np.float64)
  p = ((u.reshape(UNLABELED, CLASSES) + 1) / 2) ** 8
  return (p / p.sum(-1, keepdims=True)).astype(np.float32)


def uniform(step):
  """StepRandom.java's numbers."""
  mask = np.uint32(step * STREAMS + LABELED_SAMPLE)
  key = formulas.mix(np.uint32(SEED) ^ formulas.mix(mask))
  bits = formulas.mix(formulas.mix(np.arange(LABELED, dtype=np.uint32)) + key)
  return (bits & np.uint32(0xFFFFFF)).astype(np.float32) * np.float32(2.0 ** -24)


def run(main, utils, flags, order):
  for key, value in {**COMMON, **flags}.items():
    setattr(FLAGS, key, value)
  captured = {}
  utils.construct_scalar_host_call = captured.update
  tf.reset_default_graph()
  tf.keras.backend.clear_session()
  tf.enable_resource_variables()
  tf.train.get_or_create_global_step()
  images = tf.placeholder(tf.float32, [LABELED + UNLABELED, SIDE, SIDE, 3])
  labels = formulas.labels("labels", LABELED + UNLABELED, CLASSES)
  soft = soft_labels()[order[LABELED:] - LABELED]
  features = {"image": images, "label": tf.constant(labels[order]), "unl_probs": tf.constant(soft)}
  spec = main.model_fn(
      features, tf.estimator.ModeKeys.TRAIN,
      dict(batch_size=LABELED, use_bfloat16=False, steps_per_epoch=FLAGS.num_train_images
           / (FLAGS.train_batch_size * FLAGS.label_data_sample_prob)))
  masks = [op.outputs[0] for op in tf.get_default_graph().get_operations()
           if op.type == "RandomUniform" and "Initializer" not in op.name]
  assert len(masks) == (FLAGS.label_data_sample_prob != 1), masks
  curve = []
  with noisystudent.session() as session:
    session.run(tf.global_variables_initializer())
    tensors = [v for v in tf.global_variables() if v.op.name.startswith("efficientnet-b0/")]
    assert len(tensors) == len(tf.global_variables()) - 1
    weights = [v for v in tensors if "/RMSProp" not in v.op.name]
    shapes = {short(v): v.shape for v in weights if "/Exponential" not in v.op.name}
    values = dict(zip(shapes, formulas.variables(shapes)))
    noisystudent.load_variables(
        weights, [values[short(v).replace("/ExponentialMovingAverage", "")] for v in weights],
        session)
    for step in range(STEPS):
      pixels = formulas.images("step %d" % (step % CYCLE), LABELED + UNLABELED, SIDE)
      feed = {images: pixels[order].astype(np.float32)}
      feed.update({mask: uniform(step)[order[:LABELED]] for mask in masks})
      curve.append([float(x) for x in session.run([captured[m] for m in METRICS], feed)])
      session.run(spec.train_op, feed)
    values = dict(zip((v.op.name for v in tensors), session.run(tensors)))
  sketches = {name: formulas.sketch(name, values[name]) for name in sorted(values)}
  return np.array(curve), sketches


def main():
  reference, utils, _ = noisystudent.load(sys.argv[1])
  straight = np.arange(LABELED + UNLABELED)
  permuted = np.concatenate([(straight[:LABELED] * 5 + 3) % LABELED,
                             (straight[:UNLABELED] * 7 + 1) % UNLABELED + LABELED])
  result = {"made": noisystudent.versions(), "runs": {}}
  for name, (flags, ours) in RUNS.items():
    curve, variables = run(reference, utils, flags, straight)
    again, others = run(reference, utils, flags, permuted)
    floor = {
        "curve": float(np.max(np.abs(again / curve - 1)[:, :4])),
        "variables": max(abs(x - y) / (variables[n][0] + 1e-3)
                         for n in variables for x, y in zip(variables[n], others[n]))}
    result["runs"][name] = {
        "train": {**OURS, **ours}, "hard": flags["teacher_softmax_temp"] == -1,
        "floor": floor,
        "metrics": METRICS, "curve": [[float("%.8g" % x) for x in row] for row in curve],
        "variables": {n: [float("%.8g" % x) for x in s] for n, s in variables.items()}}
    print(name, "from", curve[:CYCLE, 1].mean(), "to", curve[-CYCLE:, 1].mean(), floor, flush=True)
  text = json.dumps(result).replace("], [", "],\n[").replace('], "eff', '],\n"eff')
  (HERE / "steps.json").write_text(text + "\n")


if __name__ == "__main__":
  main()
