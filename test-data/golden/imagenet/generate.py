"""Writes golden TFRecord shards under the names and features of ImageNet's, and ReaL figures.

The features are those of tensorflow/tpu's tools/datasets/imagenet_to_gcs.py and of
build_imagenet_data.py; the images are 8 x 8 JPEGs. The accuracy is the NumPy example of
google-research/reassessed-imagenet, on drawn predictions and lists.

Made with Python 3.11, TensorFlow 2.18.1 (CPU) and numpy 2.0.2:
    python test-data/golden/imagenet/generate.py test-data/golden/imagenet
"""

import hashlib
import json
import pathlib
import sys

import numpy as np
import tensorflow as tf

out = pathlib.Path(sys.argv[1])
random = np.random.default_rng(11)
SYNSETS = {1: "n01440764", 2: "n01443537", 500: "n03781244", 1000: "n15075141"}


def feature(value):
    if isinstance(value, bytes):
        return tf.train.Feature(bytes_list=tf.train.BytesList(value=[value]))
    if isinstance(value, int):
        return tf.train.Feature(int64_list=tf.train.Int64List(value=[value]))
    return tf.train.Feature(float_list=tf.train.FloatList(value=value))


def example(filename, label):
    pixels = random.integers(0, 256, size=(8, 8, 3), dtype=np.uint8)
    image = tf.io.encode_jpeg(pixels, format="rgb", quality=90).numpy()
    features = {
        "image/height": 8,
        "image/width": 8,
        "image/colorspace": b"RGB",
        "image/channels": 3,
        "image/class/label": label,
        "image/class/synset": SYNSETS[label].encode(),
        "image/class/text": b"a name",
        "image/object/bbox/xmin": [0.25],
        "image/object/bbox/label": label,
        "image/format": b"JPEG",
        "image/filename": filename.encode(),
        "image/encoded": image,
    }
    proto = tf.train.Example(
        features=tf.train.Features(feature={k: feature(v) for k, v in features.items()}))
    return proto.SerializeToString(), hashlib.sha256(image).hexdigest()


def shards(split, labels, per_shard, names):
    count = len(labels) // per_shard
    rows = []
    for shard in range(count):
        name = f"{split}-{shard:05d}-of-{count:05d}"
        with tf.io.TFRecordWriter(str(out / name)) as writer:
            for i in range(shard * per_shard, (shard + 1) * per_shard):
                record, digest = example(names[i], labels[i])
                writer.write(record)
                rows.append({"shard": name, "label": labels[i], "file": names[i], "sha256": digest})
    return rows


train = [1, 1000, 2, 500, 1000, 1, 500, 2]
validation = [500, 1, 1000, 2]
expected = {
    "train": shards(
        "train", train, 2, [f"{SYNSETS[label]}_{i}.JPEG" for i, label in enumerate(train)]),
    # Not in the order of their names, as build_imagenet_data.py shuffles them.
    "validation": shards(
        "validation", validation, 2, [f"ILSVRC2012_val_{i:08d}.JPEG" for i in (3, 1, 4, 2)]),
}

predictions = random.integers(0, 4, size=60)
true = np.where(random.random(60) < 0.7, predictions, random.integers(0, 4, size=60))
lists = [sorted({int(c) for c in random.integers(0, 4, size=random.integers(0, 3))})
         for _ in range(60)]
correct = [prediction in lists[i] for i, prediction in enumerate(predictions) if lists[i]]
expected["real"] = {
    "predictions": predictions.tolist(),
    "labels": true.tolist(),
    "lists": lists,
    "images": len(correct),
    "top1": float(np.mean(predictions == true)),
    "realTop1": float(np.mean(correct)),
}
(out / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
