"""Perturbs the photographs of reference.py frame by frame: sequences.json.

    python sequences.py

The authors' makers of ImageNet-P and CIFAR-10-P are scripts, most of them commented out, and not
functions: what each says is said again here, with the libraries it calls (torchvision 0.2's affine
matrix is written out, as newer versions turn about another point) and with the draws of draws.py.
"""

import io
import json
import math
import zlib

import cv2
import numpy as np
from PIL import Image
from scipy.ndimage import zoom
from skimage.color import hsv2rgb, rgb2hsv
from skimage.filters import gaussian
from wand.api import library
from wand.image import Image as WandImage

from draws import Draws
from reference import HERE, PHOTOS, SCALES, statistics

SIDES = {"cifar": 32, "tiny_imagenet": 64, "imagenet": 224, "inception": 299}
NAMES = """gaussian_noise shot_noise motion_blur zoom_blur snow brightness translate rotate tilt scale
    speckle_noise gaussian_blur spatter shear""".split()


def middle(image, height, width):
    w, h = image.size
    left, top = int(round((w - width) / 2.0)), int(round((h - height) / 2.0))
    return image.crop((left, top, left + width, top + height))


class View:
    def __init__(self, scale):
        self.row = list(SIDES).index(scale)
        self.side = side = SIDES[scale]
        self.original = Image.open(PHOTOS / SCALES[scale][1]).convert("RGB")
        w, h = self.original.size
        if scale == "imagenet":
            size = (256, int(256 * h / w)) if w < h else (int(256 * w / h), 256)
            self.wide = self.original.resize(size, Image.BILINEAR)
            self.crop = lambda image: middle(image, side, side)
        elif scale == "inception":
            self.wide = self.original
            self.crop = lambda image: middle(image, int(image.size[1] * 0.875), int(image.size[0] * 0.875)).resize(
                (side, side), Image.BILINEAR)
        else:
            self.wide = self.original.resize((side, side), Image.BILINEAR)
            self.crop = lambda image: image
        self.clean = self.crop(self.wide)
        self.array = np.array(self.clean)

    def of(self, *values):
        return values[self.row]


def affine(image, angle=0, scale=1.0, shear=0):
    angle, shear = math.radians(angle), math.radians(shear)
    x, y = image.size[0] * 0.5 + 0.5, image.size[1] * 0.5 + 0.5
    factor = 1 / scale / (math.cos(angle + shear) * math.cos(angle) + math.sin(angle + shear) * math.sin(angle))
    a, b = math.cos(angle + shear) * factor, math.sin(angle + shear) * factor
    d, e = -math.sin(angle) * factor, math.cos(angle) * factor
    matrix = (a, b, a * -x + b * -y + x, d, e, d * -x + e * -y + y)
    return image.transform(image.size, Image.AFFINE, matrix, Image.BILINEAR)


def blurred(array, radius, sigma, angle):
    out = io.BytesIO()
    Image.fromarray(array).save(out, format="PNG")
    image = WandImage(blob=out.getvalue())
    library.MagickMotionBlurImage(image.wand, float(radius), float(sigma), float(angle))
    return np.array(Image.open(io.BytesIO(image.make_blob())))


def enlarged(layer, factor):
    h = layer.shape[0]
    part = int(np.ceil(h / factor))
    top = (h - part) // 2
    layer = zoom(layer[top : top + part, top : top + part, np.newaxis], (factor, factor, 1), order=1)[..., 0]
    trim = (layer.shape[0] - h) // 2
    return layer[trim : trim + h, trim : trim + h]


def snow(view, draws):
    loc, scale, factor, radius, sigma = view.of(
        (0.05, 0.3, 2, 10, 2), (0.05, 0.28, 2, 10, 2.5), (0.05, 0.3, 3, 14, 4), (0.05, 0.3, 3, 14, 4))
    layer = enlarged(draws.normal(loc, scale, (view.side, view.side)), factor)
    layer[layer < 0.5] = 0
    layer = (np.clip(layer, 0, 1) * 255).astype(np.uint8)
    x = view.array / 255.0
    grey = cv2.cvtColor(np.float32(x), cv2.COLOR_RGB2GRAY)[..., np.newaxis]
    for i in range(31):
        falling = blurred(layer, radius, sigma, i * 4 - 150)[..., np.newaxis] / 255.0
        z = 0.85 * x + (1 - 0.85) * np.maximum(x, grey * 1.5 + 0.5)
        yield np.uint8(np.clip(z + falling + np.rot90(falling, k=2), 0, 1) * 255)


def spatter(view, draws):
    loc, scale, sigma, least = view.of(
        (0.6, 0.265, 1.75, 0.7), (0.6, 0.25, 1.75, 0.7), (0.65, 0.27, 3.7, 0.69), (0.65, 0.3, 4, 0.69))
    run = view.of([0.2, 0.8], [0.2, 0.8], [0.05, 0.1, 0.15, 0.7], [0.05, 0.1, 0.15, 0.7])
    x = np.float32(view.array) / 255.0
    liquid = gaussian(draws.normal(loc, scale, x.shape[:2]), sigma=sigma)
    liquid[liquid < least] = 0
    light = np.array([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]])
    water = np.float32([175 / 255.0, 238 / 255.0, 238 / 255.0])
    for _ in range(31):
        grey = (liquid * 255).astype(np.uint8)
        far = cv2.distanceTransform(255 - cv2.Canny(grey, 50, 150), cv2.DIST_L2, 5)
        far = cv2.threshold(far, 20, 20, cv2.THRESH_TRUNC)[1]
        far = cv2.equalizeHist(cv2.blur(far, (3, 3)).astype(np.uint8))
        far = cv2.blur(cv2.filter2D(far, cv2.CV_8U, light), (3, 3)).astype(np.float32)
        m = grey * far
        m = m / np.max(m) * np.float32(0.6)
        yield np.uint8(np.clip(x + m[..., np.newaxis] * water, 0, 1) * 255)
        liquid = np.apply_along_axis(lambda column: np.convolve(column, run, mode="same"), 0, liquid)


def tilt(view):
    x = np.array(view.wide)
    h, w = x.shape[:2]
    f = np.sqrt(w**2 + h**2)
    for i in range(31):
        a = np.deg2rad(view.of(0.75, 1, 1, 1) * (i - 15))
        s, c = np.sin(a), np.cos(a)
        centre = np.array([[1, 0, -w / 2], [0, 1, -h / 2], [0, 0, 1], [0, 0, 1]])
        rx = np.array([[1, 0, 0, 0], [0, c, -s, 0], [0, s, c, 0], [0, 0, 0, 1]])
        ry = np.array([[c, 0, -s, 0], [0, 1, 0, 0], [s, 0, c, 0], [0, 0, 0, 1]])
        away = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, f], [0, 0, 0, 1]])
        eye = np.array([[f, 0, w / 2, 0], [0, f, h / 2, 0], [0, 0, 1, 0]])
        yield view.crop(Image.fromarray(cv2.warpPerspective(x, eye @ away @ rx @ ry @ centre, (w, h))))


def zoom_blur(view):
    yield view.clean
    total = np.float32(view.array) / np.float32(255)
    wide = view.clean if view.side == 299 else view.wide
    for i in range(1, 31):
        larger = affine(wide, scale=1 + 0.004 * i)
        larger = larger if view.side == 299 else view.crop(larger)
        total = total + np.float32(larger) / np.float32(255)
        yield np.uint8(total / np.float32(i + 1) * np.float32(255))


def motion_blur(view):
    radius, sigma, frames, step = view.of((6, 1.8, 21, 9), (14, 3, 31, 5), (10, 3, 31, 4), (13, 3, 31, 4))
    for i in range(frames):
        if view.side == 64:
            whole = Image.fromarray(blurred(np.array(view.original), radius, sigma, (i - frames + 1) * step))
            yield whole.resize((64, 64), Image.BILINEAR)
        else:
            yield blurred(view.array, radius, sigma, (i - frames + 1) * step)


def brightness(view, more):
    x = rgb2hsv(view.array / 255.0)
    x[:, :, 2] = np.clip(x[:, :, 2] + more, 0, 1)
    return np.uint8(hsv2rgb(x) * 255)


def noise(view, one):
    yield view.clean
    x = view.array / 255.0
    for _ in range(30):
        yield np.uint8(np.clip(one(x), 0, 1) * 255)


def scaled(view):
    wide = view.clean if view.side == 299 else view.wide
    for i in range(31):
        z = affine(wide, scale=(i * view.of(2, 2.5, 2.5, 2.5) + view.of(70, 40, 40, 40)) / 100.0)
        yield z if view.side == 299 else view.crop(z)


def frames(name, view, draws):
    if name == "gaussian_noise":
        return noise(view, lambda x: x + draws.normal(0, view.of(0.02, 0.025, 0.03, 0.035), x.shape))
    if name == "shot_noise":
        photons = view.of(700, 500, 300, 250)
        return noise(view, lambda x: draws.poisson(x * photons) / photons)
    if name == "speckle_noise":
        return noise(view, lambda x: x + x * draws.normal(0, view.of(0.05, 0.05, 0.05, 0.06), x.shape))
    if name == "gaussian_blur":
        first, more, reach = view.of((0.3, 0.015, 7), (0.35, 0.014, 7), (0.25, 0.035, 6), (0.35, 0.035, 6))
        return (np.uint8(255 * gaussian(view.array / 255.0, sigma=first + more * i, channel_axis=-1, truncate=reach))
                for i in range(31))
    if name == "brightness":
        return (brightness(view, (i - 15) * view.of(1.5, 2, 2, 2) / 100.0) for i in range(31))
    if name == "translate":
        first, count = view.of((7, 16), (15, 31), (20, 41), (20, 41))
        return (view.crop(view.wide.transform(view.wide.size, Image.AFFINE, (1, 0, first - i, 0, 1, 0)))
                for i in range(count))
    if name == "rotate":
        return (view.crop(affine(view.wide, angle=i - 15)) for i in range(31))
    if name == "shear":
        return (view.crop(affine(view.wide, shear=i - 15)) for i in range(31))
    whole = {"motion_blur": motion_blur, "zoom_blur": zoom_blur, "tilt": tilt, "scale": scaled}
    if name in whole:
        return whole[name](view)
    return {"snow": snow, "spatter": spatter}[name](view, draws)


def main():
    cv2.setNumThreads(1)
    lines = []
    for row, scale in enumerate(SCALES):
        view = View(scale)
        for number, name in enumerate(NAMES):
            seed = 5000 + 1000 * row + number
            made = [np.array(frame) for frame in frames(name, view, Draws(seed))]
            parts = [statistics(view.array, frame) for frame in made]
            lines.append(json.dumps({
                "scale": scale,
                "perturbation": name,
                "seed": seed,
                "frames": len(made),
                "crc": [zlib.crc32(frame.tobytes()) for frame in made],
                "mean": round(float(np.mean([p["mean"] for p in parts])), 6),
                "variance": round(float(np.mean([p["variance"] for p in parts])), 6),
            }))
    (HERE / "sequences.json").write_text("[\n%s\n]\n" % ",\n".join(lines))


if __name__ == "__main__":
    main()
