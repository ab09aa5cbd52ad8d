"""Computes single layers in PyTorch, in float64, from their specs alone.

On stdin: a JSON list of {layer, network, mode, input: {shape, values}, gradOutput, tensors: [{path, shape, values}]}, where
`layer` and `network` are parts of a spec and shapes leave out the batch. On stdout: for each the values, row-major, of
"output" and in training "gradient of the input" and "gradient of PATH" for each parameter; and PATH of each running
statistic behind the step.

Between layers, images are [N, height, width, channels] and weights have the lab's shapes; each layer turns them into
PyTorch's, so that gradients come back in the lab's.
"""
import json
import math
import sys

import torch
import torch.nn.functional as F

ACTIVATIONS = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leakyRelu": F.leaky_relu,
    "elu": F.elu,
    "gelu": F.gelu,
    "identity": lambda x: x,
}
NORMALIZATIONS = {"batch": "batchNorm", "layer": "layerNorm", "group": "groupNorm", "instance": "instanceNorm"}


def channels_first(x):
    return x.permute(0, 3, 1, 2) if x.dim() == 4 else x


def channels_last(x):
    return x.permute(0, 2, 3, 1) if x.dim() == 4 else x


def pad_same(x, size, stride, value=0.0):
    """As many windows as strides begin in the image; the odd row or column of padding is below or right."""
    pads = []
    for extent in (x.shape[3], x.shape[2]):
        total = max((math.ceil(extent / stride) - 1) * stride + size - extent, 0)
        pads += [total // 2, total - total // 2]
    return F.pad(x, pads, value=value)


class Layers:
    def __init__(self, network, tensors, training):
        self.network = network
        self.tensors = tensors
        self.training = training

    def forward(self, layer, path, x):
        return getattr(self, layer["kind"])(layer, path, x)

    def dense(self, layer, path, x):
        weight = self.weight(f"{path}.dense", lambda w: w.T)
        y = F.linear(x.reshape(len(x), -1), weight, self.tensors.get(f"{path}.dense.bias"))
        return self.activated(layer, path, y)

    def conv2d(self, layer, path, x):
        weight = self.weight(f"{path}.conv2d", lambda w: w.permute(3, 2, 0, 1))
        x = channels_first(x)
        if layer["padding"] == "same":
            x = pad_same(x, layer["kernelSize"], layer["stride"])
        y = F.conv2d(x, weight, self.tensors.get(f"{path}.conv2d.bias"), layer["stride"])
        return self.activated(layer, path, channels_last(y))

    def maxPool(self, layer, path, x):
        size, stride = layer["size"], layer.get("stride", layer["size"])
        x = channels_first(x)
        if layer["padding"] == "same":
            x = pad_same(x, size, stride, -math.inf)
        return channels_last(F.max_pool2d(x, size, stride))

    def averagePool(self, layer, path, x):
        size, stride = layer["size"], layer.get("stride", layer["size"])
        x = channels_first(x)
        inside = torch.ones_like(x)
        if layer["padding"] == "same":
            x, inside = (pad_same(values, size, stride) for values in (x, inside))
        return channels_last(F.avg_pool2d(x, size, stride) / F.avg_pool2d(inside, size, stride))

    def globalAveragePool(self, layer, path, x):
        return F.adaptive_avg_pool2d(channels_first(x), 1).flatten(1)

    def flatten(self, layer, path, x):
        return x.flatten(1)

    def dropout(self, layer, path, x):
        return F.dropout(x, layer["rate"], self.training)

    def residual(self, layer, path, x):
        y = x
        for index, inner in enumerate(layer["layers"]):
            y = self.forward(inner, f"{path}.residual.layers.{index}", y)
        shortcut = x
        if layer["shortcut"] == "projection":
            shortcut = self.projection(f"{path}.residual.shortcut", x, y)
        return ACTIVATIONS[layer.get("activation", self.network["activation"])](y + shortcut)

    def projection(self, path, x, y):
        if x.dim() == 2:
            return self.dense({"activation": "identity"}, path, x)
        stride = math.ceil(x.shape[1] / y.shape[1])
        geometry = {"kernelSize": 1, "stride": stride, "padding": "same"}
        return self.conv2d({"activation": "identity", **geometry}, path, x)

    def weight(self, path, turned):
        """`turned` brings the outputs to the front, where PyTorch has them."""
        if f"{path}.weight" in self.tensors:
            return turned(self.tensors[f"{path}.weight"])
        direction = turned(self.tensors[f"{path}.weightDirection"])
        magnitude = self.tensors[f"{path}.weightMagnitude"]
        return torch._weight_norm(direction, magnitude.reshape(-1, *[1] * (direction.dim() - 1)), 0)

    def activated(self, layer, path, x):
        normalization = layer.get("normalization", self.network["normalization"])
        activation = ACTIVATIONS[layer.get("activation", self.network["activation"])]
        if normalization["kind"] not in NORMALIZATIONS:
            return activation(x)
        if normalization["placement"] == "afterActivation":
            return self.normalized(normalization, path, activation(x))
        return activation(self.normalized(normalization, path, x))

    def normalized(self, normalization, path, x):
        kind, epsilon = normalization["kind"], normalization["epsilon"]
        path = f"{path}.{NORMALIZATIONS[kind]}"
        gamma, beta, mean, var = (
            self.tensors.get(f"{path}.{name}") for name in ("gamma", "beta", "runningMean", "runningVar")
        )
        x = channels_first(x)
        if kind == "batch":
            of_batch = self.training and normalization.get("statistics") != "frozen"
            y = F.batch_norm(x, mean, var, gamma, beta, of_batch, normalization["momentum"], epsilon)
        elif kind == "layer" and x.dim() == 2:
            y = F.layer_norm(x, x.shape[1:], gamma, beta, epsilon)
        elif kind == "instance":
            y = F.instance_norm(x, weight=gamma, bias=beta, eps=epsilon)
        else:
            # Layer normalization of an image has one gamma per channel here: that is PyTorch's GroupNorm of one group.
            y = F.group_norm(x, normalization.get("groups", 1), gamma, beta, epsilon)
        return channels_last(y)


def tensor(values, shape):
    return torch.tensor(values, dtype=torch.float64).reshape(shape)


def answer(question):
    training = question["mode"] == "training"
    tensors = {given["path"]: tensor(given["values"], given["shape"]) for given in question["tensors"]}
    parameters = {path: value for path, value in tensors.items() if ".running" not in path}
    x = tensor(question["input"]["values"], (-1, *question["input"]["shape"]))
    for leaf in (x, *parameters.values()):
        leaf.requires_grad_(training)
    output = Layers(question["network"], tensors, training).forward(question["layer"], "layers.0", x)
    results = {"output": output}
    if training:
        output.backward(tensor(question["gradOutput"], output.shape))
        results["gradient of the input"] = x.grad
        results.update({f"gradient of {path}": value.grad for path, value in parameters.items()})
    results.update({path: value for path, value in tensors.items() if path not in parameters})
    return {name: value.detach().flatten().tolist() for name, value in results.items()}


# Fewer threads are faster for so little.
torch.set_num_threads(1)
json.dump([answer(question) for question in json.load(sys.stdin)], sys.stdout)
