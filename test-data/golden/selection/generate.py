"""Makes scores.csv and copies.json: what the reference's own filter_unlabel.py selects of made-up scores.

    python generate.py PATH_OF/filter_unlabel.py

The file is that of google-research/noisystudent, commit c5ae652. Made with Python 3.11 and NumPy
1.26.4: before version 2, NumPy compares a float32 with a Python number in double precision, as the
reference did (0.7 as a float32 is below 0.7). TensorFlow, absl and the reference's utils are not
needed: the two functions that select use the file system, the log and the flags of them, no more.

The reference seeds NumPy (with 12345) only after it has drawn the copies; here it is seeded before,
once a shard, as each shard is a process of its own there. Nothing else is changed.
"""

import contextlib
import importlib.util
import io
import json
import os
import sys
import tempfile
import types

import numpy as np

CLASSES = 7
SHARD_SIZES = [500, 0, 901, 350]
CASES = [
    dict(min_threshold=0.3, num_image=40),
    dict(min_threshold=0.3, num_image=40, upsample=0),
    dict(min_threshold=0.0, num_image=100),
    dict(min_threshold=0.58, num_image=333),
    dict(min_threshold=0.3, num_image=1),
    dict(min_threshold=0.29, num_image=1300, use_all=True),
    dict(min_threshold=1.0, num_image=25),
]


def load(path):
  """Loads the reference's file over stand-ins for what it imports."""
  flags = types.SimpleNamespace()

  def define(name, default=None, *unused, **more):
    setattr(flags, name, more.get('default', default))

  absl_flags = types.ModuleType('absl.flags')
  absl_flags.FLAGS = flags
  for kind in ('string', 'integer', 'float', 'bool'):
    setattr(absl_flags, 'DEFINE_' + kind, define)
  absl = types.ModuleType('absl')
  absl.app = types.ModuleType('absl.app')
  absl.flags = absl_flags
  tensorflow = types.ModuleType('tensorflow')
  tensorflow.gfile = types.SimpleNamespace(
      Open=open, Exists=os.path.exists,
      MakeDirs=lambda folder: os.makedirs(folder, exist_ok=True))
  tensorflow.logging = types.SimpleNamespace(info=lambda text, *more: None)
  sys.modules.update({
      'absl': absl, 'absl.app': absl.app, 'absl.flags': absl_flags,
      'tensorflow': tensorflow, 'utils': types.ModuleType('utils')})
  spec = importlib.util.spec_from_file_location('filter_unlabel', path)
  module = importlib.util.module_from_spec(spec)
  spec.loader.exec_module(module)
  return module, flags


def made_up_scores():
  """Returns (class, confidence) of each image; class -1 is an image without a prediction."""
  random = np.random.RandomState(7)
  count = sum(SHARD_SIZES)
  # skewed classes; the last one has no image at all
  labels = np.minimum(random.geometric(0.45, count) - 1, CLASSES - 2)
  confidences = (1 - 0.85 * random.random_sample(count) ** 2).astype(np.float32)
  edges = random.random_sample(count) < 0.3  # many on the edge of a bin, many equal
  confidences[edges] = (np.round(confidences[edges] * 100) / 100).astype(np.float32)
  confidences[random.random_sample(count) < 0.05] = np.float32(1.0000001)
  labels[random.random_sample(count) < 0.03] = -1
  confidences[labels < 0] = 0
  return labels, confidences


def by_label(labels, confidences):
  """As the reference's get_label_to_image_idx, of one shard."""
  found = {}
  for index, (label, confidence) in enumerate(zip(labels, confidences)):
    if label >= 0:
      found.setdefault(label, []).append({
          'worker_id': 0, 'idx': index, 'prob': confidence, 'probabilities': []})
  return found


def select(module, flags, case, shards):
  """Returns how often each image is used, [images], and the threshold of each class."""
  uids = [str(c) for c in range(CLASSES)]
  bins = [i / 100. for i in range(0, 101)]
  copies = []
  with tempfile.TemporaryDirectory() as folder:
    values = dict(
        prelim_stats_dir=os.path.join(folder, 'prelim'), output_dir=os.path.join(folder, 'out'),
        num_shards=len(shards), task=0, upsample=1, use_all=False)
    values.update(case)
    for name, value in values.items():
      setattr(flags, name, value)
    flags.only_get_stats = 1
    for shard in reversed(range(len(shards))):  # shard 0 sums up the others
      flags.shard_id = shard
      module.get_threshold(by_label(*shards[shard]), uids, bins)
    flags.only_get_stats = 0
    for shard, scores in enumerate(shards):
      flags.shard_id = shard
      found = by_label(*scores)
      thresholds = module.get_threshold(found, uids, bins)
      np.random.seed(12345)
      keep, _, _ = module.get_keep_image_idx(found, thresholds, uids)
      used = [0] * len(scores[0])
      for index, kept in keep.get(0, {}).items():
        used[index] = kept[2]
      copies += used
  return copies, [thresholds[uid] for uid in uids]


def main():
  module, flags = load(sys.argv[1])
  labels, confidences = made_up_scores()
  ends = np.cumsum(SHARD_SIZES)[:-1]
  shards = list(zip(np.split(labels, ends), np.split(confidences, ends)))
  here = os.path.dirname(os.path.abspath(__file__))
  with open(os.path.join(here, 'scores.csv'), 'w') as out:
    for shard, scores in enumerate(shards):
      for label, confidence in zip(*scores):
        out.write('%d,%d,%s\n' % (shard, label, repr(float(confidence))))
  with open(os.path.join(here, 'copies.json'), 'w') as out:
    cases = []
    for case in CASES:
      with contextlib.redirect_stdout(io.StringIO()):
        copies, thresholds = select(module, flags, case, shards)
      cases.append(dict(case, thresholds=thresholds, copies=copies))
    out.write('{"numpy": "%s", "classes": %d, "shards": %s, "cases": [\n' % (
        np.__version__, CLASSES, SHARD_SIZES))
    out.write(',\n'.join(json.dumps(case, separators=(',', ':')) for case in cases))
    out.write(']}\n')


if __name__ == '__main__':
  main()
