"""Decodes, crops, flips and augments photos with tf.data and the RandAugment of TensorFlow's model
garden; a step is a batch that is ready.

arguments: RESOLUTION BATCH THREADS FOLDER
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
resolution, batch, threads = (int(word) for word in sys.argv[1:4])
folder = sys.argv[4]

import tensorflow as tf

import contest
import garden

augment = garden.RandAugment(num_layers=2, magnitude=10)


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
            "models": garden.VERSION,
        },
    },
    lambda: next(batches),
)
