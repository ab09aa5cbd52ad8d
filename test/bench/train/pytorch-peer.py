"""PyTorch's side of the training benchmark: reads requests, one JSON object a line, and answers each with one.

{"build": form, "device": "cpu" or "cuda"} builds a net and warms it up; {"steps": n} trains and answers {"ms": per step};
{"comparison": form, ...} trains a whole comparison, one run after the other, and answers {"seconds": s}; {"cuda": true}
answers {"name": of the GPU, or null}. One thread, eager, in whole float32, as a person would write it;
OPENBLAS_NUM_THREADS=1 must be set by whoever starts it.
"""

import json
import sys
import time

import torch
import torch.nn as nn

torch.set_num_threads(1)
torch.manual_seed(1)
# Half of float32's digits are what cuDNN would give away for speed.
torch.backends.cudnn.allow_tf32 = False


class Net(nn.Module):
    def __init__(self, form):
        super().__init__()
        layers, before = [], 784 if form["kind"] == "dense" else 3
        activation = {"sigmoid": nn.Sigmoid, "relu": nn.ReLU}[form["activation"]]
        for units in form["units"]:
            bias = not form["batchNorm"]
            if form["kind"] == "dense":
                layers.append(nn.Linear(before, units, bias=bias))
                norm = nn.BatchNorm1d
            else:
                layers.append(nn.Conv2d(before, units, 3, padding=1, bias=bias))
                norm = nn.BatchNorm2d
            if form["batchNorm"]:
                layers.append(norm(units))
            layers.append(activation())
            if form["kind"] == "images":
                layers.append(nn.MaxPool2d(2))
            before = units
        if form["kind"] == "images":
            layers.append(nn.Flatten())
            before *= 8 * 8
        layers.append(nn.Linear(before, 10))
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)


def optimizer_of(form, net):
    make = torch.optim.Adam if form["adam"] else torch.optim.SGD
    return make(net.parameters(), lr=form["learningRate"])


class Training:
    def __init__(self, form, device):
        self.device = device
        self.net, self.loss = Net(form).to(device), nn.CrossEntropyLoss()
        shape = (784,) if form["kind"] == "dense" else (3, 32, 32)
        self.x = torch.randn(4096, *shape, device=device)
        if form["kind"] == "images":
            self.net = self.net.to(memory_format=torch.channels_last)
            self.x = self.x.contiguous(memory_format=torch.channels_last)
        self.y = torch.randint(0, 10, (4096,), device=device)
        self.optimizer, self.done = optimizer_of(form, self.net), 0
        size = form["batchSize"]
        order = torch.cat([torch.randperm(4096, device=device) for _ in range(max(1, size // 4096))])
        self.order = order[: len(order) // size * size].reshape(-1, size)

    def time(self, steps):
        start = time.perf_counter()
        for _ in range(steps):
            # Shuffled examples have to be gathered, as ours are; its data are floats already, and need no conversion.
            batch = self.order[self.done % len(self.order)]
            x, y = self.x[batch], self.y[batch]
            self.optimizer.zero_grad(set_to_none=True)
            self.loss(self.net(x), y).backward()
            self.optimizer.step()
            self.done += 1
        if self.device == "cuda":
            torch.cuda.synchronize()
        return (time.perf_counter() - start) / steps * 1000


def read_bytes(path, shape):
    data = torch.frombuffer(bytearray(open(path, "rb").read()), dtype=torch.uint8)
    return data.reshape(shape)


def comparison(request):
    """Every arm and seed in turn: train, evaluate the whole test set every so many steps, store losses and weights."""
    train_x = read_bytes(request["trainValues"], (-1, 784)).float() / 255
    train_y = read_bytes(request["trainLabels"], (-1,)).long()
    test_x = read_bytes(request["testValues"], (-1, 784)).float() / 255
    test_y = read_bytes(request["testLabels"], (-1,)).long()
    start = time.perf_counter()
    for form in request["arms"]:
        for seed in request["seeds"]:
            torch.manual_seed(seed)
            net, loss_of, losses, scores = Net(form), nn.CrossEntropyLoss(), [], []
            optimizer, order = optimizer_of(form, net), torch.randperm(len(train_x))
            at = 0
            for step in range(request["steps"] + 1):
                if step % request["interval"] == 0:
                    net.eval()
                    with torch.no_grad():
                        logits = torch.cat([net(test_x[i : i + 500]) for i in range(0, len(test_x), 500)])
                        scores.append((loss_of(logits, test_y).item(), (logits.argmax(1) == test_y).float().mean().item()))
                    net.train()
                if at + form["batchSize"] > len(order):
                    at, order = 0, torch.randperm(len(train_x))
                batch = order[at : at + form["batchSize"]]
                at += form["batchSize"]
                optimizer.zero_grad(set_to_none=True)
                loss = loss_of(net(train_x[batch]), train_y[batch])
                loss.backward()
                optimizer.step()
                losses.append(loss.item())
            torch.save({"losses": losses, "scores": scores, "state": net.state_dict()}, request["out"])
    return time.perf_counter() - start


training = None
for line in sys.stdin:
    request = json.loads(line)
    if "build" in request:
        training = None
        training = Training(request["build"], request["device"])
        training.time(3)
        answer = {"torch": torch.__version__, "threads": torch.get_num_threads()}
    elif "cuda" in request:
        answer = {"name": torch.cuda.get_device_name() if torch.cuda.is_available() else None}
    elif "steps" in request and "arms" not in request:
        answer = {"ms": training.time(request["steps"])}
    else:
        answer = {"seconds": comparison(request)}
    print(json.dumps(answer), flush=True)
