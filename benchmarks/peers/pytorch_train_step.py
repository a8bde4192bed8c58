"""Training steps of timm's tf_efficientnet_b0 in PyTorch: Nesterov momentum, weight decay, moving
average, dropout and stochastic depth of 0.2, as the step of ours.

arguments: RESOLUTION BATCH CLASSES THREADS float32|bfloat16 eager|channels_last|compile
"""

import sys

resolution, batch, classes, threads = (int(word) for word in sys.argv[1:5])
compute, mode = sys.argv[5:]

import timm
import torch

import contest

torch.set_num_threads(threads)
torch.manual_seed(1)
model = timm.create_model(
    "tf_efficientnet_b0", num_classes=classes, drop_rate=0.2, drop_path_rate=0.2
).train()
layout = torch.contiguous_format if mode == "eager" else torch.channels_last
model = model.to(memory_format=layout)
weights = list(model.parameters())
averages = [weight.detach().clone() for weight in weights]
optimizer = torch.optim.SGD(
    weights, 0.01, momentum=0.9, nesterov=True, weight_decay=1e-5, foreach=True
)
pixels = torch.randint(0, 256, (batch, 3, resolution, resolution), dtype=torch.uint8)
pixels = pixels.to(memory_format=layout)
labels = torch.arange(batch) % classes
mean = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1) * 255
deviation = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1) * 255


def loss_of(seen, wanted):
    with torch.autocast("cpu", torch.bfloat16, enabled=compute == "bfloat16"):
        logits = model((seen.float() - mean) / deviation)
    return torch.nn.functional.cross_entropy(logits.float(), wanted)


if mode == "compile":
    loss_of = torch.compile(loss_of)


def step():
    optimizer.zero_grad(set_to_none=True)
    loss = loss_of(pixels, labels)
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        torch._foreach_lerp_(averages, weights, 0.001)
    return loss.item()


contest.serve(
    {
        "name": f"PyTorch, timm tf_efficientnet_b0, {compute}, {mode}",
        "versions": {"torch": torch.__version__, "timm": timm.__version__},
    },
    step,
)
