"""Decodes, crops, flips and augments photos with torchvision's transforms v2 in as many worker
processes as threads; a step is a batch that is ready.

arguments: RESOLUTION BATCH THREADS FOLDER
"""

import glob
import os
import sys

resolution, batch, threads = (int(word) for word in sys.argv[1:4])
folder = sys.argv[4]

import torch
import torchvision
from torchvision.io import ImageReadMode, decode_jpeg, read_file
from torchvision.transforms import v2

import contest

files = sorted(glob.glob(os.path.join(folder, "*", "*.jpg")))
transform = v2.Compose(
    [
        v2.RandomResizedCrop(
            resolution, interpolation=v2.InterpolationMode.BICUBIC, antialias=False
        ),
        v2.RandomHorizontalFlip(),
        v2.RandAugment(num_ops=2, magnitude=10, num_magnitude_bins=11),
    ]
)


class Photos(torch.utils.data.IterableDataset):
    """Every worker reads its part of the photos again and again."""

    def __iter__(self):
        worker = torch.utils.data.get_worker_info()
        own = files[worker.id :: worker.num_workers]
        while True:
            for place in torch.randperm(len(own)).tolist():
                yield transform(decode_jpeg(read_file(own[place]), ImageReadMode.RGB))


torch.set_num_threads(1)
loader = torch.utils.data.DataLoader(
    Photos(),
    batch,
    num_workers=threads,
    prefetch_factor=4,
    worker_init_fn=lambda worker: torch.set_num_threads(1),
)
batches = iter(loader)
contest.serve(
    {
        "name": "torchvision v2, crop, flip, RandAugment",
        "versions": {"torch": torch.__version__, "torchvision": torchvision.__version__},
    },
    lambda: next(batches),
)
