"""Image classifiers of full size with random weights, and PyTorch's side of GradientBenchmark.

    python benchmark.py export FOLDER NAME...   writes FOLDER/NAME.onnx
    python benchmark.py serve NAME THREADS      times NAME; see serve()
"""
import resource
import sys
import time
import warnings
from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F

from networks import Branches, Residual, TransformerBlock, conv_bn

warnings.filterwarnings("ignore")


class Head(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.linear = nn.Linear(width, 1000)

    def forward(self, x):
        return self.linear(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1))


class DenseLayer(nn.Module):
    def __init__(self, i):
        super().__init__()
        self.body = nn.Sequential(nn.BatchNorm2d(i), nn.ReLU(), nn.Conv2d(i, 128, 1, bias=False), nn.BatchNorm2d(128),
                                  nn.ReLU(), nn.Conv2d(128, 32, 3, padding=1, bias=False))

    def forward(self, x):
        return torch.cat([x, self.body(x)], 1)


class VisionTransformer(nn.Module):
    def __init__(self, width=384, depth=12, heads=6):
        super().__init__()
        self.patches = nn.Conv2d(3, width, 16, 16)
        self.token = nn.Parameter(torch.randn(1, 1, width))
        self.position = nn.Parameter(torch.randn(1, 197, width))
        self.blocks = nn.Sequential(*[TransformerBlock(width, heads, 4) for _ in range(depth)])
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, 1000)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1) + self.position
        return self.head(self.norm(self.blocks(x))[:, 0])


def vgg16():
    layers, i = [], 3
    for o in (64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0):
        layers += [nn.Conv2d(i, o, 3, padding=1), nn.ReLU(inplace=True)] if o else [nn.MaxPool2d(2)]
        i = o or i
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(25088, 4096), nn.ReLU(inplace=True), nn.Linear(4096, 4096),
                         nn.ReLU(inplace=True), nn.Linear(4096, 1000))


def resnet50():
    def block(i, o, s):
        short = conv_bn(i, 4 * o, 1, s, act=None) if s > 1 or i != 4 * o else None
        return Residual(nn.Sequential(conv_bn(i, o, 1), conv_bn(o, o, 3, s), conv_bn(o, 4 * o, 1, act=None)), short,
                        nn.ReLU(inplace=True))
    layers, i = [conv_bn(3, 64, 7, 2), nn.MaxPool2d(3, 2, 1)], 64
    for o, count, stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for n in range(count):
            layers.append(block(i, o, stride if n == 0 else 1))
            i = 4 * o
    return nn.Sequential(*layers, Head(2048))


def squeezenet():
    conv = lambda i, o, k, p=0: nn.Sequential(nn.Conv2d(i, o, k, padding=p), nn.ReLU(inplace=True))
    fire = lambda i, s, e: nn.Sequential(conv(i, s, 1), Branches(conv(s, e, 1), conv(s, e, 3, 1)))
    pool = lambda: nn.MaxPool2d(3, 2, ceil_mode=True)
    return nn.Sequential(nn.Conv2d(3, 96, 7, 2), nn.ReLU(inplace=True), pool(), fire(96, 16, 64), fire(128, 16, 64),
                         fire(128, 32, 128), pool(), fire(256, 32, 128), fire(256, 48, 192), fire(384, 48, 192),
                         fire(384, 64, 256), pool(), fire(512, 64, 256), conv(512, 1000, 1), nn.AdaptiveAvgPool2d(1),
                         nn.Flatten())


def googlenet():
    def inception(i, a, b, c, d, e, f):
        return Branches(conv_bn(i, a, 1), nn.Sequential(conv_bn(i, b, 1), conv_bn(b, c)), nn.Sequential(conv_bn(i, d, 1),
                        conv_bn(d, e)), nn.Sequential(nn.MaxPool2d(3, 1, 1, ceil_mode=True), conv_bn(i, f, 1)))
    pool = lambda k=3: nn.MaxPool2d(k, 2, ceil_mode=True)
    return nn.Sequential(conv_bn(3, 64, 7, 2), pool(), conv_bn(64, 64, 1), conv_bn(64, 192), pool(),
                         inception(192, 64, 96, 128, 16, 32, 32), inception(256, 128, 128, 192, 32, 96, 64), pool(),
                         inception(480, 192, 96, 208, 16, 48, 64), inception(512, 160, 112, 224, 24, 64, 64),
                         inception(512, 128, 128, 256, 24, 64, 64), inception(512, 112, 144, 288, 32, 64, 64),
                         inception(528, 256, 160, 320, 32, 128, 128), pool(2),
                         inception(832, 256, 160, 320, 32, 128, 128), inception(832, 384, 192, 384, 48, 128, 128),
                         Head(1024))


def mobilenet_v2():
    def inverted(i, o, s, t):
        body = nn.Sequential(*([conv_bn(i, t * i, 1, act=nn.ReLU6)] if t > 1 else []),
                             conv_bn(t * i, t * i, 3, s, t * i, nn.ReLU6), conv_bn(t * i, o, 1, act=None))
        return Residual(body) if s == 1 and i == o else body
    layers, i = [conv_bn(3, 32, 3, 2, act=nn.ReLU6)], 32
    for t, o, count, stride in ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
                                (6, 320, 1, 1)):
        for n in range(count):
            layers.append(inverted(i, o, stride if n == 0 else 1, t))
            i = o
    return nn.Sequential(*layers, conv_bn(320, 1280, 1, act=nn.ReLU6), Head(1280))


def densenet121():
    layers, i = [conv_bn(3, 64, 7, 2), nn.MaxPool2d(3, 2, 1)], 64
    for count in (6, 12, 24, 16):
        for _ in range(count):
            layers.append(DenseLayer(i))
            i += 32
        layers += [nn.BatchNorm2d(i), nn.ReLU(inplace=True)]
        if count != 16:
            layers += [nn.Conv2d(i, i // 2, 1, bias=False), nn.AvgPool2d(2)]
            i //= 2
    return nn.Sequential(*layers, Head(i))


NETWORKS = {"vgg16": vgg16, "resnet50": resnet50, "squeezenet": squeezenet, "googlenet": googlenet,
            "mobilenet_v2": mobilenet_v2, "densenet121": densenet121, "vit_s": VisionTransformer}


def network(name):
    torch.manual_seed(1)
    net = NETWORKS[name]().eval().requires_grad_(False)
    for module in net.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
    return net


def export(folder, name):
    axes = {"image": {0: "batch"}, "scores": {0: "batch"}}
    torch.onnx.export(network(name), (torch.zeros(1, 3, 224, 224),), str(Path(folder) / f"{name}.onnx"), opset_version=17,
                      input_names=["image"], output_names=["scores"], dynamic_axes=axes, dynamo=False)


def serve(name, threads):
    """Answers each line "forward N" or "gradient N", N images, with milliseconds, and "memory" with the peak in MB."""
    torch.set_num_threads(int(threads))
    net = network(name)
    for line in sys.stdin:
        if line.strip() == "memory":
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, flush=True)
            continue
        task, count = line.split()
        image = torch.randn(int(count), 3, 224, 224, requires_grad=task == "gradient")
        seed = torch.full((int(count), 1000), 1e-3)
        start = time.perf_counter()
        with torch.set_grad_enabled(task == "gradient"):
            scores = net(image)
            if task == "gradient":
                torch.autograd.grad(scores, image, seed)
        print(1e3 * (time.perf_counter() - start), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "export":
        for wanted in sys.argv[3:]:
            export(sys.argv[2], wanted)
    else:
        serve(*sys.argv[2:])
