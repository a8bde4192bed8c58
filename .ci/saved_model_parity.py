"""Compares an exported model in Python TensorFlow with what the program says of the same images.

usage: saved_model_parity.py MODEL_DIR PREDICT_JSON   (predict --json --top CLASSES)
"""
import json
import sys

import tensorflow as tf

TOLERANCE = 1e-5

model_dir, predict_json = sys.argv[1:]
model = tf.saved_model.load(model_dir)
serving = model.signatures["serving_default"]
predict = model.signatures["predict"]
gradient = model.signatures["input_gradient"]
images = json.load(open(predict_json))["images"]
assert images, "no images to compare"
largest = 0.0
for image in images:
    encoded = tf.constant([open(image["file"], "rb").read()])
    served = serving(image_bytes=encoded)
    probabilities = served["probabilities"].numpy()[0]
    assert len(image["predictions"]) == len(probabilities)
    for said in image["predictions"]:
        largest = max(largest, abs(said["probability"] - probabilities[said["class"]]))
    assert int(served["classes"][0]) == image["predictions"][0]["class"]
side = predict.structured_input_signature[1]["images"].shape[1]
pixels = tf.random.stateless_uniform([3, side, side, 3], [1, 2], 0, 255)
both = predict(images=pixels)
gap = tf.reduce_max(tf.abs(tf.nn.softmax(both["logits"]) - both["probabilities"]))
assert float(gap) < TOLERANCE, f"softmax of logits is not probabilities: {float(gap)}"
slope = gradient(images=pixels, labels=tf.constant([0, 1, 2], tf.int64))["gradient"]
assert slope.shape == pixels.shape and bool(tf.reduce_any(slope != 0))
print(f"{len(images)} images in TensorFlow {tf.__version__}: largest difference {largest:.2e}")
assert largest <= TOLERANCE, f"probabilities differ by {largest}"
