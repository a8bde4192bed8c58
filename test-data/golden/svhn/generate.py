"""Writes the golden .mat files in the form of SVHN's cropped digits, with scipy.

Made with Python 3.11, numpy 2.2.6 and scipy 1.15.3:
    pip install numpy==2.2.6 scipy==1.15.3
    python test-data/golden/svhn/generate.py test-data/golden/svhn
"""

import hashlib
import json
import pathlib
import sys

import numpy as np
import scipy.io

out = pathlib.Path(sys.argv[1])
random = np.random.default_rng(7)
images = random.integers(0, 256, size=(32, 32, 3, 4), dtype=np.uint8)
labels = np.array([[1], [10], [9], [10]], dtype=np.uint8)

scipy.io.savemat(out / "compressed.mat", {"X": images, "y": labels}, do_compression=True)
scipy.io.savemat(out / "plain.mat", {"X": images[..., :2], "y": labels[:2]})
scipy.io.savemat(
    out / "double_labels.mat",
    {"X": images[..., :1], "y": np.array([[3.0]])},
    do_compression=True,
)

# What the reference's proc_svhn.py makes of a file: [image, row, column, channel], 10 for 0.
read = scipy.io.loadmat(out / "compressed.mat")
pixels = np.transpose(read["X"], [3, 0, 1, 2])
classes = read["y"].reshape(-1)
classes[classes == 10] = 0
expected = {
    "labels": [int(label) for label in classes],
    "images": [hashlib.sha256(image.tobytes()).hexdigest() for image in pixels],
}
(out / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
