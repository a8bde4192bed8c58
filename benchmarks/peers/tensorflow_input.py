"""Decodes, crops, flips and augments photos with tf.data and the RandAugment of TensorFlow's model
garden; a step is a batch that is ready.

arguments: RESOLUTION BATCH THREADS FOLDER
"""

import importlib.metadata
import importlib.util
import os
import sys
import types

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
resolution, batch, threads = (int(word) for word in sys.argv[1:4])
folder = sys.argv[4]

import keras
import tensorflow as tf

import contest


def augmentation():
    """Loads the garden's module of augmentations without the rest of the garden, which it imports
    for other things than RandAugment."""
    for name in ("official", "official.vision", "official.vision.ops", "official.vision.configs"):
        sys.modules[name] = types.ModuleType(name)
    common = types.ModuleType("common")
    common.__getattr__ = lambda name: object  # names in annotations
    sys.modules["official.vision.configs"].common = common
    sys.modules["official.vision.ops"].box_ops = types.ModuleType("box_ops")
    sys.modules["tf_keras"] = keras
    package = importlib.metadata.distribution("tf-models-official")
    file = package.locate_file("official/vision/ops/augment.py")
    source = importlib.util.spec_from_file_location("augment", file)
    module = importlib.util.module_from_spec(source)
    sys.modules["augment"] = module
    source.loader.exec_module(module)
    return module


augment = augmentation().RandAugment(num_layers=2, magnitude=10)


def read(file):
    data = tf.io.read_file(file)
    shape = tf.image.extract_jpeg_shape(data)
    begin, size, _ = tf.image.sample_distorted_bounding_box(
        shape,
        tf.zeros([1, 0, 4]),
        aspect_ratio_range=(3 / 4, 4 / 3),
        area_range=(0.08, 1.0),
        max_attempts=10,
        use_image_if_no_bounding_boxes=True,
    )
    window = tf.stack([begin[0], begin[1], size[0], size[1]])
    image = tf.image.decode_and_crop_jpeg(data, window, channels=3)
    image = tf.image.resize(image, [resolution, resolution], tf.image.ResizeMethod.BICUBIC)
    image = tf.image.random_flip_left_right(image)
    image = tf.cast(tf.clip_by_value(tf.round(image), 0, 255), tf.uint8)
    return tf.ensure_shape(augment.distort(image), [resolution, resolution, 3])


options = tf.data.Options()
options.threading.private_threadpool_size = threads
batches = iter(
    tf.data.Dataset.list_files(os.path.join(folder, "*", "*.jpg"), seed=1)
    .cache()
    .shuffle(4096, seed=1)
    .repeat()
    .map(read, num_parallel_calls=threads, deterministic=True)
    .batch(batch, drop_remainder=True)
    .prefetch(4)
    .with_options(options)
)
contest.serve(
    {
        "name": "tf.data with the model garden, crop, flip, RandAugment",
        "versions": {
            "tensorflow": tf.__version__,
            "models": importlib.metadata.version("tf-models-official"),
        },
    },
    lambda: next(batches),
)
