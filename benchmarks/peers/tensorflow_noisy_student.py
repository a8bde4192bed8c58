"""Noisy Student in Python TensorFlow and Keras: the same algorithm, data, networks, steps and
strength of noise as a run of ours; prints a line of JSON for each network that was trained.

arguments: SPEC FOLDER

SPEC is a JSON file that the benchmark writes: "config", a run's config with all its keys,
"network", the sizes of its networks, and "labeled", the places of the labeled images in their
file. FOLDER takes a SavedModel of each network.
"""

import gzip
import json
import math
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.pop("TF_ENABLE_ONEDNN_OPTS", None)  # our launcher's

import keras
import numpy as np
import tensorflow as tf

import garden

AUTO = tf.data.AUTOTUNE
STEPS_A_CALL = 50  # as often as the presets log
ANSWERED_AT_ONCE = 128  # images; 12 and 32 are slower
with open(sys.argv[1]) as file:
    spec = json.load(file)
folder = sys.argv[2]
config, network = spec["config"], spec["network"]
side, classes = network["resolution"], config["data"]["classes"]
seed = config["seed"] % 2**32
keras.utils.set_random_seed(seed)


def idx(name):
    with (gzip.open if name.endswith(".gz") else open)(name, "rb") as file:
        data = np.frombuffer(file.read(), np.uint8)
    sizes = np.frombuffer(data[4 : 4 + 4 * data[3]].tobytes(), ">u4")
    return data[4 + 4 * data[3] :].reshape(sizes)


class BatchNormalization(keras.layers.BatchNormalization):
    """Keras' layer computed by TensorFlow's one op for it, which Keras 3 does not use."""

    def call(self, inputs, training=None):
        train = bool(training)
        none = tf.zeros([0])
        y, mean, variance, _, _, _ = tf.raw_ops.FusedBatchNormV3(
            x=inputs,
            scale=self.gamma,
            offset=self.beta,
            mean=none if train else self.moving_mean,
            variance=none if train else self.moving_variance,
            epsilon=self.epsilon,
            is_training=train,
        )
        if train:
            count = inputs.shape[0] * inputs.shape[1] * inputs.shape[2]
            variance *= max(count - 1, 1) / count  # the biased one
            for moving, batch in ((self.moving_mean, mean), (self.moving_variance, variance)):
                moving.value.assign_sub((1 - self.momentum) * (moving.value - batch))
        return y


def noised_network(dropout, stochastic_depth):
    """EfficientNet of the sizes in the spec, with the reference's initialisers."""
    layers = keras.layers
    momentum, epsilon = (config["model"]["batchNorm" + word] for word in ("Momentum", "Epsilon"))

    def normal(fan_out):
        return keras.initializers.RandomNormal(stddev=math.sqrt(2 / fan_out))

    def convolution(x, filters, kernel=1, stride=1, bias=False):
        return layers.Conv2D(
            filters,
            kernel,
            stride,
            "same",
            use_bias=bias,
            kernel_initializer=normal(kernel * kernel * filters),
        )(x)

    def norm(x):
        return BatchNormalization(momentum=momentum, epsilon=epsilon)(x)

    inputs = keras.Input((side, side, 3), dtype="uint8")
    mean = np.array([0.485, 0.456, 0.406]) * 255
    deviation = np.array([0.229, 0.224, 0.225]) * 255
    x = layers.Rescaling(1 / deviation, -mean / deviation)(inputs)
    x = keras.activations.silu(norm(convolution(x, network["stemFilters"], 3, network["stemStride"])))
    for index, block in enumerate(network["blocks"]):
        before = x
        if block["expandRatio"] != 1:
            x = convolution(x, block["inputFilters"] * block["expandRatio"])
            x = keras.activations.silu(norm(x))
        kernel = block["kernel"]
        x = layers.DepthwiseConv2D(
            kernel,
            block["stride"],
            "same",
            use_bias=False,
            depthwise_initializer=normal(kernel * kernel),
        )(x)
        x = keras.activations.silu(norm(x))
        gate = layers.GlobalAveragePooling2D(keepdims=True)(x)
        gate = keras.activations.silu(convolution(gate, max(1, block["inputFilters"] // 4), bias=True))
        x = x * keras.activations.sigmoid(convolution(gate, x.shape[-1], bias=True))
        x = norm(convolution(x, block["outputFilters"]))
        if block["stride"] == 1 and block["inputFilters"] == block["outputFilters"]:
            rate = stochastic_depth * index / len(network["blocks"])
            x = layers.Dropout(rate, noise_shape=(None, 1, 1, 1))(x) + before
    x = keras.activations.silu(norm(convolution(x, network["headFilters"])))
    x = layers.Dropout(dropout)(layers.GlobalAveragePooling2D()(x))
    bound = 1 / math.sqrt(classes)
    uniform = keras.initializers.RandomUniform(-bound, bound)
    return keras.Model(inputs, layers.Dense(classes, kernel_initializer=uniform)(x))


def noised(training):
    """Returns the augmentation of a training: RandAugment, a crop of the padded image, a flip."""
    noise = training["noise"]["randAugment"]
    rand_augment = garden.RandAugment(
        num_layers=noise["layers"],
        magnitude=noise["magnitude"],
        cutout_const=noise["cutoutConst"],
        translate_const=noise["translateConst"],
    )
    pad = training["augment"]["cropPadding"]

    def augment(image, target):
        image = tf.repeat(image[..., None], 3, axis=2)
        if noise["layers"] > 0:
            image = tf.ensure_shape(rand_augment.distort(image), [side, side, 3])
        image = tf.pad(image, [[pad, pad], [pad, pad], [0, 0]], "REFLECT")
        image = tf.image.random_crop(image, [side, side, 3])
        if training["augment"]["flip"]:
            image = tf.image.random_flip_left_right(image)
        return image, target

    return augment


def batches(images, targets, training, size, seed):
    return (
        tf.data.Dataset.from_tensor_slices((images, targets))
        .shuffle(len(images), seed=seed)
        .repeat()
        .map(noised(training), num_parallel_calls=AUTO, deterministic=False)
        .batch(size, drop_remainder=True)
    )


class Training:
    """A network that learns, its momentum and its moving average."""

    def __init__(self, training):
        self.train = training["train"]
        noise = training["noise"]
        self.model = noised_network(noise["dropout"], noise["stochasticDepth"])
        # the network that answers has the averages for weights
        self.average = noised_network(0.0, 0.0)
        self.average.set_weights(self.model.get_weights())
        self.learning = self.model.trainable_variables
        self.velocities = [tf.Variable(tf.zeros_like(v.value)) for v in self.learning]
        self.decayed = ["batch_normalization" not in v.path for v in self.learning]
        self.step = tf.Variable(0, dtype=tf.int64)

    def start_from(self, teacher):
        self.model.set_weights(teacher.get_weights())
        self.average.set_weights(teacher.get_weights())

    def rate(self, step):
        schedule, steps = self.train["learningRate"], float(self.train["steps"])
        warm, peak = float(schedule["warmupSteps"]), schedule["peak"]
        part = tf.minimum(1.0, (step - warm) / max(1.0, steps - warm))
        cosine = peak * (1 + tf.cos(math.pi * part)) / 2
        return tf.where(step < warm, peak * step / max(1.0, warm), cosine)

    def learn(self, images, targets):
        step = tf.cast(self.step, tf.float32)
        with tf.GradientTape() as tape:
            logits = self.model(images, training=True)
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(targets, logits))
        gradients = tape.gradient(loss, self.learning)
        rate, decay = self.rate(step), self.train["weightDecay"]
        for weight, velocity, gradient, is_decayed in zip(
            self.learning, self.velocities, gradients, self.decayed
        ):
            if is_decayed:
                gradient += decay * weight
            tf.raw_ops.ResourceApplyMomentum(
                var=weight.value.handle,
                accum=velocity.handle,
                lr=rate,
                grad=gradient,
                momentum=self.train["optimizer"]["momentum"],
                use_nesterov=True,
            )
        kept = tf.minimum(self.train["emaDecay"], (2 + step) / (11 + step))
        for average, weight in zip(self.average.weights, self.model.weights):
            average.value.assign_sub((1 - kept) * (average.value - weight.value))
        self.step.assign_add(1)
        return loss

    def run(self, dataset):
        iterator = iter(dataset.prefetch(4))
        learn = tf.function(self.learn)

        @tf.function
        def steps(iterator, count):
            loss = 0.0
            for _ in tf.range(count):
                loss = learn(*next(iterator))
            return loss

        for done in range(0, self.train["steps"], STEPS_A_CALL):
            count = min(STEPS_A_CALL, self.train["steps"] - done)
            loss = steps(iterator, tf.constant(count)).numpy()
            print(f"step {done + count}, loss {loss:.3f}", file=sys.stderr)


def views(image, shift, flip):
    """Returns the image, the same moved by some pixels in four directions, and all mirrored."""
    image = tf.repeat(image[..., None], 3, axis=2)
    moved = [image]
    if shift > 0:
        wide = tf.pad(image, [[shift, shift], [shift, shift], [0, 0]], "REFLECT")
        for down, right in ((2, 1), (0, 1), (1, 2), (1, 0)):
            moved.append(wide[down * shift :, right * shift :][:side, :side])
    moved = tf.stack(moved)
    return tf.concat([moved, moved[:, :, ::-1]], 0) if flip else moved


def probabilities(model, images, view):
    """Returns the mean over the views of each image, [images, classes]."""
    shape = tf.TensorSpec([None, side, side, 3], tf.uint8)
    answer = tf.function(lambda x: tf.nn.softmax(model(x, training=False)), [shape])
    parts = []
    for x in (
        tf.data.Dataset.from_tensor_slices(images)
        .map(view, num_parallel_calls=AUTO)
        .batch(ANSWERED_AT_ONCE)
        .prefetch(AUTO)
    ):
        count, each = x.shape[:2]
        rows = answer(tf.reshape(x, [-1, side, side, 3]))
        parts.append(tf.reduce_mean(tf.reshape(rows, [count, each, classes]), 1))
    return np.concatenate([part.numpy() for part in parts])


def one_hot(labels, smoothing):
    return np.eye(classes, dtype=np.float32)[labels] * (1 - smoothing) + smoothing / classes


def read_images():
    """Returns labeled images with their labels, unlabeled images, test images with their labels."""
    files = config["data"]
    images, labels = idx(files["labeled"]["images"]), idx(files["labeled"]["labels"])
    if images.shape[1:] != (side, side):
        sys.exit(f"images of {images.shape[1:]} pixels are not resized to {side}")
    is_labeled = np.zeros(len(images), bool)
    is_labeled[spec["labeled"]] = True
    test = idx(files["test"]["images"]), idx(files["test"]["labels"])
    return (images[is_labeled], labels[is_labeled]), images[~is_labeled], test


def pseudo_labels(teacher, images, rule):
    """Returns soft labels, [images, classes]: the mean over views, sharpened by the temperature."""
    soft = probabilities(
        teacher, images, lambda image: views(image, rule["viewShift"], rule["viewFlip"])
    )
    soft = (soft / soft.max(1, keepdims=True)) ** (1 / rule["temperature"])
    return soft / soft.sum(1, keepdims=True)


def trained(settings, labeled, unlabeled, teacher):
    """Returns the network that answers after a training: the teacher where there is none yet."""
    training = Training(settings)
    count = sum(int(np.prod(v.shape)) for v in training.learning)
    if count != network["trainableParameters"]:
        sys.exit(f"the network has {count} parameters, not {network['trainableParameters']}")
    train = settings["train"]
    images, labels = labeled
    targets = one_hot(labels, train["labelSmoothing"])
    dataset = batches(images, targets, settings, train["labeledBatch"], seed)
    if teacher is not None:
        if train["warmStart"]:
            training.start_from(teacher)
        soft = pseudo_labels(teacher, unlabeled, settings["pseudoLabel"])
        size = math.ceil(train["labeledBatch"] * train["unlabeledRatio"])
        dataset = tf.data.Dataset.zip(
            dataset, batches(unlabeled, soft, settings, size, seed + 1)
        ).map(lambda a, b: (tf.concat([a[0], b[0]], 0), tf.concat([a[1], b[1]], 0)))
    training.run(dataset)
    return training.average


def main():
    labeled, unlabeled, (test_images, test_labels) = read_images()
    versions = {"tensorflow": tf.__version__, "keras": keras.__version__, "models": garden.VERSION}
    teacher = None
    trainings = [config["selfTraining"]["teacher"]] + config["selfTraining"]["students"]
    for number, settings in enumerate(trainings):
        teacher = trained(settings, labeled, unlabeled, teacher)
        teacher.export(os.path.join(folder, str(number)), verbose=False)
        answers = probabilities(teacher, test_images, lambda image: views(image, 0, False))
        accuracy = float(np.mean(answers.argmax(1) == test_labels))
        line = {"name": "Python TensorFlow with Keras", "versions": versions, "testAccuracy": accuracy}
        print(json.dumps(line), flush=True)


main()
