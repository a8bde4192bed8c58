"""Answers of timm's tf_efficientnet_b0 by ONNX Runtime, OpenVINO or PyTorch: from ready images, or
from JPEG files.

arguments: RESOLUTION BATCH CLASSES THREADS float32|bfloat16 MODE [FOLDER]
modes: onnxruntime, openvino, pytorch, compile: each op on all threads; onnxruntime-parts,
openvino-parts, pytorch-parts: each thread computes a part of the batch alone. With a folder, each
thread decodes what it answers, whatever the mode.
"""

import contextlib
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

resolution, batch, classes, threads = (int(word) for word in sys.argv[1:5])
compute, mode = sys.argv[5:7]
folder = sys.argv[7] if len(sys.argv) > 7 else None
program, _, parts = mode.partition("-")

import numpy as np
import timm
import torch

import contest
import timm_network

alone = 1 if parts or folder else threads
torch.set_num_threads(alone)
torch.manual_seed(1)
PART = max(1, min(64, 4 * 224 * 224 // resolution**2))

network = timm_network.Network(classes).eval()


def exported():
    file = os.path.join(tempfile.mkdtemp(), "network.onnx")
    with contextlib.redirect_stdout(sys.stderr):  # it says what it does
        torch.onnx.export(
            network,
            (torch.rand(2, resolution, resolution, 3) * 255,),
            file,
            input_names=["images"],
            dynamic_shapes=[{0: torch.export.Dim("batch", min=1, max=4096)}],
            dynamo=True,
        )
    return file


def by_onnxruntime():
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = alone
    session = onnxruntime.InferenceSession(exported(), options, providers=["CPUExecutionProvider"])
    return lambda images: session.run(None, {"images": images})[0], onnxruntime.__version__


def by_openvino():
    import openvino

    core = openvino.Core()
    streams = threads if alone == 1 else 1
    compiled = core.compile_model(
        core.read_model(exported()),
        "CPU",
        {
            "INFERENCE_PRECISION_HINT": {"float32": "f32", "bfloat16": "bf16"}[compute],
            "INFERENCE_NUM_THREADS": threads,
            "NUM_STREAMS": streams,
        },
    )
    free = [compiled.create_infer_request() for _ in range(streams)]

    def answer(images):
        request = free.pop()
        try:
            return request.infer({0: images})[0]
        finally:
            free.append(request)

    return answer, openvino.__version__.split("-")[0]


def by_pytorch():
    called = network.to(memory_format=torch.channels_last)
    if program == "compile":
        called = torch.compile(called)

    def answer(images):
        with torch.inference_mode():
            with torch.autocast("cpu", torch.bfloat16, enabled=compute == "bfloat16"):
                return called(torch.from_numpy(images)).float().numpy()

    return answer, torch.__version__


answer, version = {
    "onnxruntime": by_onnxruntime,
    "openvino": by_openvino,
    "pytorch": by_pytorch,
    "compile": by_pytorch,
}[program]()
pool = ThreadPoolExecutor(threads)


def in_parts(images):
    size = min(PART, -(-len(images) // threads))
    return list(pool.map(answer, [images[i : i + size] for i in range(0, len(images), size)]))


def from_files(files):
    """Decodes, cuts the central square, resizes it, and answers."""
    from torchvision.io import ImageReadMode, decode_jpeg, read_file
    from torchvision.transforms.v2 import InterpolationMode, functional

    images = []
    for file in files:
        image = decode_jpeg(read_file(file), ImageReadMode.RGB)
        side = int(min(image.shape[1:]) * resolution / (resolution + 32))
        image = functional.center_crop(image, [side, side])
        images.append(
            functional.resize(
                image, [resolution, resolution], InterpolationMode.BICUBIC, antialias=False
            )
        )
    return answer(torch.stack(images).permute(0, 2, 3, 1).float().numpy())


if folder:
    names = sorted(os.path.join(folder, name) for name in os.listdir(folder))
    pieces = [names[i : i + PART] for i in range(0, len(names), PART)]
    step = lambda: list(pool.map(from_files, pieces))
else:
    ready = np.random.default_rng(1).integers(0, 256, (batch, resolution, resolution, 3))
    ready = ready.astype(np.float32)
    step = (lambda: in_parts(ready)) if parts else (lambda: answer(ready))
names = {
    "onnxruntime": "ONNX Runtime",
    "openvino": "OpenVINO",
    "pytorch": "PyTorch channels_last",
    "compile": "PyTorch compile",
}
contest.serve(
    {
        "name": f"{names[program]}, timm tf_efficientnet_b0, {compute}" + (", parts" if parts else ""),
        "versions": {"torch" if program in ("pytorch", "compile") else program: version, "timm": timm.__version__},
    },
    step,
)
