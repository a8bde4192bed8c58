"""Loads a SavedModel written by Java in Python TensorFlow, runs its three signatures and compares.

Usage: check_savedmodel.py MODEL_FOLDER EXPECTED_JSON

EXPECTED_JSON, written by PythonLoadsSavedModelTest, holds the inputs and what Java computed. Prints
the largest absolute difference of each output. Exits with 1 if one exceeds the tolerance, which is
absolute, and relative to the largest value where that is below 1.
"""

import base64
import json
import sys

import numpy as np
import tensorflow as tf

TOLERANCE = 1e-5


def main(model_folder, expected_file):
    with open(expected_file, encoding="utf-8") as file:
        expected = json.load(file)
    model = tf.saved_model.load(model_folder)
    names = sorted(variable.name for variable in model.variables)
    images = tf.constant(expected["images"], tf.float32)
    labels = tf.constant(expected["labels"], tf.int64)
    files = tf.constant([base64.b64decode(text) for text in expected["files"]])
    calls = {
        "predict": {"images": images},
        "serving_default": {"image_bytes": files},
        "input_gradient": {"images": images, "labels": labels},
    }
    failed = len(names) != expected["variables"]
    print(f"TensorFlow {tf.__version__}, variables {names}")
    for signature, inputs in calls.items():
        outputs = model.signatures[signature](**inputs)
        if sorted(outputs) != sorted(expected["outputs"][signature]):
            print(f"{signature}: outputs {sorted(outputs)}")
            failed = True
            continue
        for name, values in expected["outputs"][signature].items():
            actual = outputs[name].numpy()
            wanted = np.array(values)
            if actual.shape != wanted.shape:
                print(f"{signature}.{name}: shape {actual.shape}, Java {wanted.shape}")
                failed = True
                continue
            difference = float(np.max(np.abs(actual.astype(np.float64) - wanted)))
            largest = float(np.max(np.abs(wanted)))
            print(f"{signature}.{name}: largest difference {difference:.3g} (values to {largest:.3g})")
            failed |= not difference <= TOLERANCE * min(1.0, largest)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
