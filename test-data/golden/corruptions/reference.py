"""Corrupts small photographs with the authors' own functions: reference.json, reference.png.

    git clone https://github.com/hendrycks/robustness
    python reference.py robustness

Needs ImageMagick 6 (libmagickwand) and the versions that reference.json names; the functions are run
as they are in the authors' files, with the draws of draws.py. Their photographs of frost are not
used: a pattern that anyone can compute stands in for them.
"""

import json
import platform
import sys
import zlib
from pathlib import Path

import cv2
import numpy as np
import PIL
import scipy
import skimage
import wand.version
from PIL import Image
from skimage.filters import gaussian

from draws import Draws

HERE = Path(__file__).parent
PHOTOS = HERE.parent.parent / "images"
SCALES = {
    "cifar": ("make_cifar_c.py", "person/astronaut.jpg"),
    "tiny_imagenet": ("make_tinyimagenet_c.py", "drink/coffee.png"),
    "imagenet": ("make_imagenet_c.py", "animal/chelsea.jpg"),
    "inception": ("make_imagenet_c_inception.py", "vehicle/rocket.jpg"),
}
NAMES = """gaussian_noise shot_noise impulse_noise defocus_blur glass_blur motion_blur zoom_blur
    snow frost fog brightness contrast elastic_transform pixelate jpeg_compression speckle_noise
    gaussian_blur spatter saturate""".split()


def frost_pattern():
    """A picture in place of each photograph of frost, BGR."""
    y, x = np.mgrid[0:700, 0:900]
    return np.stack([(x * 7 + y * 13 + x * y // 16 + 50 * c) % 256 for c in (2, 1, 0)], 2).astype(np.uint8)


def photo(name, scale):
    image = Image.open(PHOTOS / name).convert("RGB")
    if scale == "cifar":
        return image.resize((32, 32), Image.BILINEAR)
    if scale == "tiny_imagenet":
        return image.resize((64, 64), Image.BILINEAR)
    w, h = image.size
    if scale == "imagenet":
        w, h = (256, int(256 * h / w)) if w < h else (int(256 * w / h), 256)
        image = image.resize((w, h), Image.BILINEAR)
        left, top = int(round((w - 224) / 2.0)), int(round((h - 224) / 2.0))
        return image.crop((left, top, left + 224, top + 224))
    wide, tall = int(w * 0.875), int(h * 0.875)
    left, top = int(round((w - wide) / 2.0)), int(round((h - tall) / 2.0))
    image = image.crop((left, top, left + wide, top + tall))
    return image.resize((299, 299), Image.BILINEAR)


def functions(file):
    """Runs the part of an authors' file that defines the corruptions."""
    text = file.read_text()
    text = text[text.index("# /////////////// Distortion Helpers") : text.index("# /////////////// End Distortions")]
    text = text.replace("scipy.ndimage.interpolation", "scipy.ndimage").replace("np.fromstring", "np.frombuffer")
    space = {"np": np}
    exec(compile(text, file.name, "exec"), space)
    space["gaussian"] = lambda x, sigma, multichannel=False, **kw: gaussian(
        x, sigma=sigma, channel_axis=-1 if multichannel else None, **kw)
    return space


def statistics(clean, corrupt):
    clean, corrupt = clean.astype(float), corrupt.astype(float)
    error = np.mean((clean - corrupt) ** 2)
    return {
        "mean": round(corrupt.mean(), 6),
        "variance": round(corrupt.var(), 6),
        "psnr": round(10 * np.log10(255**2 / error), 6) if error > 0 else 999,
    }


def main():
    reference = Path(sys.argv[1]) / "ImageNet-C" / "create_c"
    cv2.imread = lambda *unused: frost_pattern()
    cv2.setNumThreads(1)
    sheet = np.zeros((32 * len(NAMES), 32 * 3, 3), np.uint8)
    scales = {}
    for row, (scale, (file, name)) in enumerate(SCALES.items()):
        space = functions(reference / file)
        clean = photo(name, scale)
        entries = []
        for number, corruption in enumerate(NAMES):
            for severity in range(1, 6):
                seed = 1000 * row + 10 * number + severity
                Draws(seed).replace_numpy()
                result = np.uint8(space[corruption](clean.copy(), severity))
                entries.append({
                    "corruption": corruption,
                    "severity": severity,
                    "seed": seed,
                    "crc": zlib.crc32(result.tobytes()),
                    **statistics(np.array(clean), result),
                })
                if scale == "cifar" and severity % 2:
                    column = 16 * (severity - 1)
                    sheet[32 * number : 32 * number + 32, column : column + 32] = result
        scales[scale] = {
            "photo": name,
            "crc": zlib.crc32(np.array(clean).tobytes()),
            "results": entries,
        }
    versions = {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "scikit-image": skimage.__version__,
        "opencv": cv2.__version__,
        "pillow": PIL.__version__,
        "imagemagick": wand.version.MAGICK_VERSION,
    }
    Image.fromarray(sheet).save(HERE / "reference.png", optimize=True)
    lines = ",\n".join(
        '  "%s": {"photo": "%s", "crc": %d, "results": [\n    %s]}'
        % (scale, s["photo"], s["crc"], ",\n    ".join(json.dumps(e) for e in s["results"]))
        for scale, s in scales.items()
    )
    (HERE / "reference.json").write_text('{\n  "versions": %s,\n%s\n}\n' % (json.dumps(versions), lines))


if __name__ == "__main__":
    main()
