"""The network: a small fully convolutional one that says for every 32 x 32 px of a picture what is broken there."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

CELL = 32
# Channels in, channels out, kernel, stride, dilation; those that keep size and channels add to what came in. The first
# ones look at letters in full size, the last ones at what stands around them.
LAYERS = (
    (3, 16, 4, 2, 1),
    (16, 32, 4, 2, 1),
    (32, 32, 3, 1, 1),
    (32, 32, 3, 1, 1),
    (32, 64, 4, 2, 1),
    (64, 64, 3, 1, 1),
    (64, 64, 3, 1, 1),
    (64, 64, 3, 1, 1),
    (64, 96, 4, 2, 1),
    (96, 96, 3, 1, 1),
    (96, 96, 3, 1, 2),
    (96, 96, 3, 1, 1),
    (96, 128, 4, 2, 1),
    (128, 128, 3, 1, 1),
    (128, 128, 3, 1, 1),
)


def _adds(layer: tuple[int, int, int, int, int]) -> bool:
    return layer[0] == layer[1]


def _padding(kernel: int, stride: int, dilation: int) -> int:
    return dilation * (kernel // 2) if kernel % 2 else (kernel - stride) // 2


class Network(nn.Module):
    """Pictures (batch, 3, height, width), 0 to 1, to logits (batch, kinds, height / 32, width / 32)."""

    def __init__(self, kinds: int) -> None:
        super().__init__()
        self.convolutions = nn.ModuleList(
            nn.Conv2d(i, o, kernel, stride, _padding(kernel, stride, dilation), dilation, bias=False)
            for i, o, kernel, stride, dilation in LAYERS
        )
        self.norms = nn.ModuleList(nn.BatchNorm2d(o) for _, o, *_ in LAYERS)
        self.head = nn.Conv2d(LAYERS[-1][1], kinds, 1)
        nn.init.constant_(self.head.bias, -4.0)  # faults are rare

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        value = pictures * 2 - 1
        for at, (convolution, norm) in enumerate(zip(self.convolutions, self.norms, strict=True)):
            seen = torch.relu(norm(convolution(value)))
            value = value + seen if _adds(LAYERS[at]) else seen
        return self.head(value)


def export(network: Network, path: Path) -> None:
    """Write it as ONNX: bytes (1, height, width, 3) in, scores 0 to 1 (1, kinds, rows, columns) out; norms folded."""
    network.eval()
    nodes: list[Any] = []
    weights: list[Any] = []

    def node(kind: str, inputs: list[str], output: str, **more: Any) -> str:
        nodes.append(helper.make_node(kind, inputs, [output], **more))
        return output

    def weight(name: str, values: "np.ndarray[Any, Any]") -> str:
        weights.append(numpy_helper.from_array(values, name))
        return name

    value = node("Cast", ["picture"], "numbers", to=TensorProto.FLOAT)
    value = node("Transpose", [value], "planes", perm=[0, 3, 1, 2])
    value = node("Mul", [value, weight("scale", np.array(2 / 255, np.float32))], "scaled")
    value = node("Sub", [value, weight("one", np.array(1, np.float32))], "centred")
    for at, (convolution, norm) in enumerate(zip(network.convolutions, network.norms, strict=True)):
        _, _, kernel, stride, dilation = LAYERS[at]
        factor = (norm.weight / torch.sqrt(norm.running_var + norm.eps)).detach()
        filters = (convolution.weight.detach() * factor[:, None, None, None]).numpy()
        bias = (norm.bias.detach() - norm.running_mean * factor).numpy()
        sides = [_padding(kernel, stride, dilation)] * 4
        inputs = [value, weight(f"filters{at}", filters), weight(f"bias{at}", bias)]
        seen = node("Conv", inputs, f"drawn{at}", strides=[stride] * 2, pads=sides, dilations=[dilation] * 2)
        seen = node("Relu", [seen], f"seen{at}")
        value = node("Add", [value, seen], f"layer{at}") if _adds(LAYERS[at]) else seen
    head = [value, weight("head", network.head.weight.detach().numpy())]
    value = node("Conv", [*head, weight("rarity", network.head.bias.detach().numpy())], "logits")
    node("Sigmoid", [value], "scores")
    graph = helper.make_graph(
        nodes,
        "visual_faults",
        [helper.make_tensor_value_info("picture", TensorProto.UINT8, [1, "height", "width", 3])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, [1, network.head.out_channels, "rows", "columns"])],
        weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save(model, path)
