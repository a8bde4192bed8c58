"""Writes timm's tf_efficientnet_b0 as TorchScript, with its batch norms folded and its weights
frozen, for programs that are not Python.

arguments: RESOLUTION CLASSES FILE
"""

import os
import sys

import torch

import timm_network

resolution, classes = int(sys.argv[1]), int(sys.argv[2])
torch.manual_seed(1)
network = timm_network.Network(classes).eval().to(memory_format=torch.channels_last)
with torch.no_grad():
    traced = torch.jit.trace(network, torch.rand(2, resolution, resolution, 3) * 255)
torch.jit.freeze(traced).save(sys.argv[3] + ".part")
os.replace(sys.argv[3] + ".part", sys.argv[3])
