"""timm's EfficientNet-B0 as every program answers with it."""

import timm
import torch


class Network(torch.nn.Module):
    """From images [batch, side, side, 3], 0..255, to probabilities."""

    def __init__(self, classes):
        super().__init__()
        self.network = timm.create_model("tf_efficientnet_b0", num_classes=classes)
        for name, value in self.network.state_dict().items():
            if name.endswith("running_mean") or (name.endswith("bias") and "bn" in name):
                value.uniform_(0, 0.1)
        mean = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1) * 255
        deviation = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1) * 255
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)

    def forward(self, images):
        images = (images.permute(0, 3, 1, 2) - self.mean) / self.deviation
        return self.network(images).softmax(1)
