"""Attacks a SavedModel with foolbox under Python TensorFlow, beside what this program did to it.

foolbox gets the logits of the signature `predict` and takes its own gradients.

Usage: foolbox_attacks.py images MODEL FOLDER
  FOLDER, written by FoolboxTest, holds attacks.json and the images as float32 before and after each
  attack. Exits with 1 where they are not the same attack.

Usage: foolbox_attacks.py curve MODEL CURVE_JSON IMAGES_IDX LABELS_IDX
  CURVE_JSON is what `evaluate --benchmark adversarial --json` printed for gzipped IDX files of the
  model's own size. Prints foolbox's accuracy beside each of its points.
"""

import gzip
import json
import pathlib
import sys

import foolbox
import numpy as np
import tensorflow as tf

BATCH = 250

# Where FGSM may go the other way: the gradient is nothing but rounding, this share of its largest.
ROUNDING = 1e-4
# PGD adds up what rounding does in each step: images that may be answered otherwise.
FLIPS = 0.01
# Two random starts: how far apart the discordant images may be, in standard deviations.
SIGMAS = 3


class Attacked:
    """A SavedModel as foolbox sees it."""

    def __init__(self, folder):
        loaded = tf.saved_model.load(folder)  # its signatures live as long as it does
        self.loaded = loaded
        self.model = foolbox.TensorFlowModel(
            lambda images: loaded.signatures["predict"](images=images)["logits"],
            bounds=(0, 255),
            device="/CPU:0",
        )

    def logits(self, images):
        parts = [
            self.model(tf.constant(images[i : i + BATCH])).numpy()
            for i in range(0, len(images), BATCH)
        ]
        return np.concatenate(parts)

    def right(self, images, labels):
        return self.logits(images).argmax(axis=-1) == labels

    def gradient(self, images, classes):
        """The gradient that foolbox follows."""
        pixels = tf.constant(images)
        with tf.GradientTape() as tape:
            tape.watch(pixels)
            loss = tf.nn.sparse_softmax_cross_entropy_with_logits(classes, self.model(pixels))
        return tape.gradient(loss, pixels).numpy()

    def attack(self, attack, images, labels, targets):
        """The images after an attack, a dict of attack, steps, stepSize, epsilon, randomStart."""
        if attack["attack"] == "fgsm" and targets is None:
            method = foolbox.attacks.LinfFastGradientAttack()
        else:  # foolbox has no targeted FGSM: it is one step of PGD
            method = foolbox.attacks.LinfProjectedGradientDescentAttack(
                abs_stepsize=attack["stepSize"],
                steps=attack["steps"],
                random_start=attack["randomStart"],
            )
        parts = []
        for i in range(0, len(images), BATCH):
            part = slice(i, i + BATCH)
            if targets is None:
                criterion = foolbox.criteria.Misclassification(tf.constant(labels[part]))
            else:
                criterion = foolbox.criteria.TargetedMisclassification(tf.constant(targets[part]))
            pixels = tf.constant(images[part])
            after, _, _ = method(self.model, pixels, criterion, epsilons=attack["epsilon"])
            parts.append(after.numpy())
        return np.concatenate(parts)

    def targets(self, rule, images):
        if rule == "none":
            return None
        if rule == "least-likely":
            return self.logits(images).argmin(axis=-1)
        return np.full(len(images), int(rule))


def versions():
    return f"foolbox {foolbox.__version__}, TensorFlow {tf.__version__}, NumPy {np.__version__}"


def compare_images(model_folder, folder):
    folder = pathlib.Path(folder)
    case = json.loads((folder / "attacks.json").read_text(encoding="utf-8"))
    labels = np.array(case["labels"])
    read = lambda name: np.fromfile(folder / name, "<f4").reshape(case["shape"])
    images = read("images.f32")
    attacked = Attacked(model_folder)
    print(versions())
    print(f"{len(images)} images, accuracy {attacked.right(images, labels).mean():.4f}")
    failures = []
    for attack in case["attacks"]:
        name = attack["name"]
        targets = attacked.targets(attack["target"], images)
        ours = read(name + ".f32")
        theirs = attacked.attack(attack, images, labels, targets)
        ours_right = attacked.right(ours, labels)
        theirs_right = attacked.right(theirs, labels)
        other = ours != theirs
        print(
            f"{name}: accuracy {attack['top1']:.4f}, foolbox {theirs_right.mean():.4f};"
            f" {other.sum()} of {other.size} values differ, in {other.any(axis=(1, 2, 3)).sum()}"
            f" images; largest change {np.abs(ours - images).max():g},"
            f" foolbox {np.abs(theirs - images).max():g}"
        )
        if abs(attack["top1"] - ours_right.mean()) > 1e-9:
            failures.append(f"{name}: Python finds an accuracy of {ours_right.mean()}")
        only_ours = int((ours_right & ~theirs_right).sum())
        only_theirs = int((theirs_right & ~ours_right).sum())
        if attack["randomStart"]:
            apart, discordant = abs(only_ours - only_theirs), only_ours + only_theirs
            print(f"  {discordant} images are answered otherwise, a difference of {apart}")
            if apart > 1 + SIGMAS * discordant**0.5:
                failures.append(f"{name}: accuracies differ by more than chance")
        elif attack["steps"] == 1:
            slopes = np.abs(attacked.gradient(images, labels if targets is None else targets))
            steep = slopes > ROUNDING * slopes.max(axis=(1, 2, 3), keepdims=True)
            if (other & steep).any():
                failures.append(f"{name}: {(other & steep).sum()} values go another way")
            if only_ours != only_theirs:
                failures.append(f"{name}: accuracies differ")
        elif only_ours + only_theirs > FLIPS * len(images):
            failures.append(f"{name}: {only_ours + only_theirs} images are answered otherwise")
    print("\n".join(failures) or "the same attacks")
    return 1 if failures else 0


def idx(file, header):
    with gzip.open(file) as stream:
        return np.frombuffer(stream.read(), np.uint8, offset=header)


def compare_curve(model_folder, curve_file, images_file, labels_file):
    with open(curve_file, encoding="utf-8") as file:
        curve = json.load(file)
    labels = idx(labels_file, 8).astype(np.int64)
    pixels = idx(images_file, 16).reshape(len(labels), -1)
    side = int(pixels.shape[1] ** 0.5)
    chosen = [i * len(labels) // curve["images"] for i in range(curve["images"])]
    labels = labels[chosen]
    images = pixels[chosen].reshape(-1, side, side, 1).repeat(3, axis=3).astype(np.float32)
    attacked = Attacked(model_folder)
    targets = attacked.targets(curve["target"], images)
    print(versions())
    print(f"{curve['attack']}, {curve['images']} images, target: {curve['target']}")
    print("epsilon   top-1  foolbox  images apart")
    for point in curve["points"]:
        after = images
        if point["epsilon"] > 0:
            attack = {key: curve[key] for key in ("attack", "steps", "randomStart")} | point
            after = attacked.attack(attack, images, labels, targets)
        theirs = attacked.right(after, labels).mean()
        apart = round((theirs - point["top1"]) * len(labels))
        print(f"{point['epsilon']:7g}  {point['top1']:.4f}   {theirs:.4f}  {apart:12d}")
    return 0


if __name__ == "__main__":
    tf.random.set_seed(1)
    commands = {"images": compare_images, "curve": compare_curve}
    sys.exit(commands[sys.argv[1]](*sys.argv[2:]))
