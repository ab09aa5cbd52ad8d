"""Repeats an exported run in PyTorch, from the exported files and the MNIST files alone.

usage: replay.py EXPORT_FOLDER MNIST_FOLDER

It knows nothing of the lab but what spec.json says, and builds the network from PyTorch's own layers, whose names and
layouts the state dicts must match (`strict=True`). On stdout: {"losses": [...], "state": {name: [...]}}.
"""

import json
import struct
import sys
from pathlib import Path

import numpy
import torch
from torch import nn

ACTIVATIONS = {"sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "relu": nn.ReLU, "gelu": nn.GELU, "elu": nn.ELU}
DTYPES = {"F32": numpy.float32, "F64": numpy.float64, "I64": numpy.int64}


def read_safetensors(path):
    """u64 length of the header, the header in JSON, the tensors' bytes."""
    content = path.read_bytes()
    (length,) = struct.unpack_from("<Q", content)
    header = json.loads(content[8 : 8 + length])
    header.pop("__metadata__")
    state = {}
    for name, tensor in header.items():
        begin, end = (8 + length + offset for offset in tensor["data_offsets"])
        values = numpy.frombuffer(content[begin:end], DTYPES[tensor["dtype"]]).copy()
        state[name] = torch.from_numpy(values).reshape(tensor["shape"])
    return state


def read_idx(path, header_size):
    return numpy.frombuffer(path.read_bytes(), numpy.uint8, offset=header_size)


class Network(nn.Module):
    def __init__(self, features, classes, spec):
        super().__init__()
        normalization = spec["normalization"]
        normalized = normalization["kind"] == "batch"
        if normalized and normalization["placement"] != "beforeActivation":
            raise ValueError("this replay knows batch normalization before the activation only")
        self.activation = ACTIVATIONS[spec["activation"]]()
        self.layers = nn.ModuleList()
        for layer in spec["layers"]:
            units = layer["units"]
            block = {"dense": nn.Linear(features, units, bias=not normalized or normalization["keepBias"])}
            if normalized:
                block["batchNorm"] = nn.BatchNorm1d(
                    units, normalization["epsilon"], normalization["momentum"], normalization["affine"]
                )
            self.layers.append(nn.ModuleDict(block))
            features = units
        self.layers.append(nn.ModuleDict({"dense": nn.Linear(features, classes)}))

    def forward(self, x):
        for block in self.layers[:-1]:
            x = block["dense"](x)
            if "batchNorm" in block:
                x = block["batchNorm"](x)
            x = self.activation(x)
        return self.layers[-1]["dense"](x)


def main(export, mnist):
    spec = json.loads((export / "spec.json").read_text())
    if spec["inputNormalization"] != "none" or spec["loss"] != "softmaxCrossEntropy":
        raise ValueError("this replay knows inputs as they are and softmax cross-entropy only")
    images = read_idx(mnist / "train-images-idx3-ubyte", 16).reshape(-1, 784)
    labels = read_idx(mnist / "train-labels-idx1-ubyte", 8).astype(numpy.int64)

    network = Network(784, spec["data"]["classes"], spec["network"])
    network.load_state_dict(read_safetensors(export / "initial.safetensors"), strict=True)
    sgd = spec["optimizer"]
    optimizer = torch.optim.SGD(
        network.parameters(), sgd["learningRate"], momentum=sgd["momentum"], nesterov=sgd["nesterov"]
    )

    losses = []
    for batch in numpy.load(export / "batches.npy"):
        x = torch.from_numpy(images[batch].astype(numpy.float32) / 255)
        loss = nn.functional.cross_entropy(network(x), torch.from_numpy(labels[batch]))
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    state = {name: values.reshape(-1).tolist() for name, values in network.state_dict().items()}
    json.dump({"losses": losses, "state": state}, sys.stdout)


main(Path(sys.argv[1]), Path(sys.argv[2]))
