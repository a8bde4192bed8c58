"""The augmentations of TensorFlow's model garden, without the rest of the garden."""

import importlib.metadata
import importlib.util
import sys
import types

import keras


def _augmentations():
    """Loads the module alone: it imports the garden for other things than RandAugment."""
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
    transform = module._apply_transform_to_images
    # grey where an image was moved away, as the reference has it; the garden's default mirrors
    module._apply_transform_to_images = lambda images, transforms, **unused: transform(
        images, transforms, fill_mode="constant", fill_value=0.0, interpolation="nearest"
    )
    return module


RandAugment = _augmentations().RandAugment
VERSION = importlib.metadata.version("tf-models-official")
