"""Corrupts the 224-pixel photograph of reference.py with imagecorruptions: library.json.

    python library.py

Each corruption and severity is drawn several times; the file holds the mean over the draws of the
corrupted image's mean, variance and PSNR, and the standard deviation over the draws of each.
"""

import importlib.metadata
import json
import sys

import numpy as np
import scipy.ndimage
import skimage.filters

sys.modules["scipy.ndimage.interpolation"] = scipy.ndimage  # where newer versions of scipy have it

import imagecorruptions.corruptions as corruptions
from imagecorruptions import corrupt

from reference import HERE, NAMES, photo, statistics

DRAWS = 8


def main():
    original = skimage.filters.gaussian
    def gaussian(image, *arguments, multichannel=False, **keywords):
        keywords.setdefault("channel_axis", -1 if multichannel else None)
        return original(image, *arguments, **keywords)
    corruptions.gaussian = gaussian
    clean = np.array(photo("animal/chelsea.jpg", "imagenet"))
    np.random.seed(0)
    lines = []
    for name in NAMES:
        for severity in range(1, 6):
            drawn = [statistics(clean, corrupt(clean, severity, name)) for _ in range(DRAWS)]
            entry = {"corruption": name, "severity": severity}
            for key in ("mean", "variance", "psnr"):
                values = [one[key] for one in drawn]
                entry[key] = round(float(np.mean(values)), 5)
                entry[key + "Deviation"] = round(float(np.std(values, ddof=1)), 5)
            lines.append(json.dumps(entry))
    version = importlib.metadata.version("imagecorruptions")
    (HERE / "library.json").write_text(
        '{"imagecorruptions": "%s", "draws": %d, "results": [\n%s\n]}\n' % (version, DRAWS, ",\n".join(lines)))


if __name__ == "__main__":
    main()
