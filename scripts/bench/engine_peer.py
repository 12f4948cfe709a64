"""The peer of EngineBenchmarks: the same work in PyTorch, eager, by the same protocol.

A line `name iterations` on standard input is answered by the seconds that an iteration took.
"""

import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
torch.set_num_threads(int(sys.argv[1]))


def channels_last(value):
    return value.contiguous(memory_format=torch.channels_last)


def perceptron():
    return nn.Sequential(
        nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 256), nn.ReLU(), nn.Linear(256, 10)
    )


class SmallCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 5, padding=2)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.hidden = nn.Linear(32 * 7 * 7, 128)
        self.output = nn.Linear(128, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.output(F.relu(self.hidden(x.flatten(1))))


def training_step(model, optimizer, x):
    labels = torch.arange(len(x)) * 7 % 10

    def step():
        optimizer.zero_grad()
        F.cross_entropy(model(x), labels).backward()
        optimizer.step()

    return step


def mlp_adam(**options):
    model = perceptron()
    return training_step(
        model, torch.optim.Adam(model.parameters(), 1e-3, **options), torch.randn(64, 784)
    )


def mlp_sgd(**options):
    model = perceptron()
    optimizer = torch.optim.SGD(model.parameters(), 1e-2, momentum=0.9, **options)
    return training_step(model, optimizer, torch.randn(128, 784))


def cnn(layout=lambda x: x, **options):
    model = SmallCNN()
    if layout is channels_last:
        model = model.to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(model.parameters(), 1e-2, momentum=0.9, **options)
    return training_step(model, optimizer, layout(torch.randn(64, 1, 28, 28)))


def lstm():
    layer = nn.LSTM(128, 128)
    x = torch.randn(64, 32, 128, requires_grad=True)
    gradient = torch.randn(64, 32, 128)

    def step():
        layer.zero_grad()
        x.grad = None
        layer(x)[0].backward(gradient)

    return step


def gan(**options):
    generator = nn.Sequential(
        nn.Linear(64, 256), nn.ReLU(), nn.Linear(256, 512), nn.ReLU(), nn.Linear(512, 784), nn.Tanh()
    )
    discriminator = nn.Sequential(
        nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.Linear(512, 256), nn.LeakyReLU(0.2),
        nn.Linear(256, 1),
    )
    generator_optimizer = torch.optim.Adam(generator.parameters(), 2e-4, (0.5, 0.999), **options)
    discriminator_optimizer = torch.optim.Adam(
        discriminator.parameters(), 2e-4, (0.5, 0.999), **options
    )
    real, noise = torch.randn(64, 784), torch.randn(64, 64)
    ones, zeros = torch.ones(64, 1), torch.zeros(64, 1)
    loss = F.binary_cross_entropy_with_logits

    def step():
        fake = generator(noise)
        discriminator_optimizer.zero_grad()
        (loss(discriminator(real), ones) + loss(discriminator(fake.detach()), zeros)).backward()
        discriminator_optimizer.step()
        generator_optimizer.zero_grad()
        loss(discriminator(fake), ones).backward()
        generator_optimizer.step()

    return step


def chain():
    start = torch.randn(64, requires_grad=True)
    scale, offset = torch.rand(64), torch.rand(64)

    def step():
        x = start
        for _ in range(250):
            x = torch.relu(x * scale + offset) - offset
        torch.autograd.grad(x.sum(), start)

    return step


def convolution(direction, shape, layout=lambda x: x):
    batch, inputs, outputs, side, kernel = map(int, shape.split("x"))
    x = layout(torch.randn(batch, inputs, side, side))
    weight = layout(torch.randn(outputs, inputs, kernel, kernel))
    bias = torch.randn(outputs)
    gradient = layout(torch.randn(batch, outputs, side, side))
    if direction == "forward":
        return lambda: F.conv2d(x, weight, bias, 1, kernel // 2)
    mask = [True, False, False] if direction == "backward-data" else [False, True, True]
    padding = [kernel // 2] * 2
    return lambda: torch.ops.aten.convolution_backward(
        gradient, x, weight, [outputs], [1, 1], padding, [1, 1], False, [0, 0], 1, mask
    )


def product(threads):
    """Keeps the cores of so many threads busy, and does nothing else."""
    a, b = torch.randn(512, 512), torch.randn(512, 512)

    def step():
        before = torch.get_num_threads()
        torch.set_num_threads(threads)
        a @ b
        torch.set_num_threads(before)

    return step


class Bottleneck(nn.Module):
    def __init__(self, inputs, width, stride, projects):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, 4 * width, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * width)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if projects:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, 4 * width, 1, stride, bias=False), nn.BatchNorm2d(4 * width)
            )

    def forward(self, x):
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        y += x if self.downsample is None else self.downsample(x)
        return self.relu(y)


class ResNet(nn.Module):
    """torchvision's ResNet with bottleneck blocks."""

    def __init__(self, blocks):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        layers, inputs = [], 64
        for stage, count in enumerate(blocks):
            for block in range(count):
                stride = 2 if stage and not block else 1
                layers.append(Bottleneck(inputs, 64 << stage, stride, block == 0))
                inputs = 256 << stage
        self.layers = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(2048, 1000)

    def forward(self, x):
        x = self.layers(self.maxpool(self.relu(self.bn1(self.conv1(x)))))
        return self.fc(self.avgpool(x).flatten(1))


def resnet(blocks, layout=lambda x: x):
    model = ResNet(blocks).eval()
    if layout is channels_last:
        model = model.to(memory_format=torch.channels_last)
    x = layout(torch.randn(1, 3, 224, 224))

    def step():
        with torch.no_grad():
            model(x)

    return step


WORK = {
    "nothing": lambda: lambda: None,
    "product:1": lambda: product(1),
    "product:2": lambda: product(2),
    "mlp-adam-64": mlp_adam,
    "mlp-adam-64:fused": lambda: mlp_adam(fused=True),
    "mlp-sgd-128": mlp_sgd,
    "mlp-sgd-128:fused": lambda: mlp_sgd(fused=True),
    "cnn-sgd-64": cnn,
    "cnn-sgd-64:fused": lambda: cnn(fused=True),
    "cnn-sgd-64:channels-last": lambda: cnn(channels_last),
    "cnn-sgd-64:channels-last-fused": lambda: cnn(channels_last, fused=True),
    "lstm-32x64x128": lstm,
    "gan-64": gan,
    "gan-64:fused": lambda: gan(fused=True),
    "chain-1000": chain,
    "resnet50": lambda: resnet([3, 4, 6, 3]),
    "resnet50:channels-last": lambda: resnet([3, 4, 6, 3], channels_last),
    "resnet152": lambda: resnet([3, 8, 36, 3]),
    "resnet152:channels-last": lambda: resnet([3, 8, 36, 3], channels_last),
}
for shape in ("32x16x32x28x3", "8x64x64x56x3", "1x256x256x14x3"):
    for direction in ("forward", "backward-data", "backward-weights"):
        name = f"conv-{direction}-{shape}"
        WORK[name] = lambda d=direction, s=shape: convolution(d, s)
        WORK[name + ":channels-last"] = lambda d=direction, s=shape: convolution(d, s, channels_last)

prepared = {}
for line in sys.stdin:
    name, iterations = line.split()
    if name not in prepared:
        prepared[name] = WORK[name]()
    work = prepared[name]
    work()
    start = time.perf_counter()
    for _ in range(int(iterations)):
        work()
    print((time.perf_counter() - start) / int(iterations), flush=True)
