"""Exports small networks with the building blocks of common image classifiers, for NetworkTest.

Writes, for each, NAME.onnx (random weights), and NAME.gradient: for the fixed input and seed below, the class scores and
the gradient of sum(seed * scores) with respect to the input, computed by autograd in double precision (little endian).

    python networks.py ../resources/networks [NAME...]
"""
import copy
import sys
import warnings
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

warnings.filterwarnings("ignore")
CLASSES = 5


def conv_bn(i, o, k=3, s=1, groups=1, act=nn.ReLU):
    layers = [nn.Conv2d(i, o, k, s, k // 2, groups=groups, bias=False), nn.BatchNorm2d(o)]
    return nn.Sequential(*layers, act()) if act else nn.Sequential(*layers)


class Head(nn.Module):
    def __init__(self, width, softmax=False):
        super().__init__()
        self.linear, self.softmax = nn.Linear(width, CLASSES), softmax

    def forward(self, x):
        x = self.linear(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1))
        return F.softmax(x, 1) if self.softmax else x


class Residual(nn.Module):
    def __init__(self, body, shortcut=None, act=None):
        super().__init__()
        self.body, self.shortcut, self.act = body, shortcut or nn.Identity(), act or nn.Identity()

    def forward(self, x):
        return self.act(self.shortcut(x) + self.body(x))


class Branches(nn.Module):
    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return torch.cat([b(x) for b in self.branches], 1)


class DenseLayer(nn.Module):
    def __init__(self, i, growth):
        super().__init__()
        self.body = nn.Sequential(nn.BatchNorm2d(i), nn.ReLU(), nn.Conv2d(i, 2 * growth, 1, bias=False),
                                  nn.BatchNorm2d(2 * growth), nn.ReLU(),
                                  nn.Conv2d(2 * growth, growth, 3, padding=1, bias=False))

    def forward(self, x):
        return torch.cat([x, self.body(x)], 1)


class SqueezeExcite(nn.Module):
    def __init__(self, width, gate=nn.Sigmoid, act=nn.SiLU):
        super().__init__()
        self.body = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(width, 4, 1), act(), nn.Conv2d(4, width, 1), gate())

    def forward(self, x):
        return x * self.body(x)


class Shuffle(nn.Module):
    def __init__(self, width):
        super().__init__()
        half = width // 2
        self.body = nn.Sequential(conv_bn(half, half, 1), conv_bn(half, half, 3, groups=half, act=None),
                                  conv_bn(half, half, 1))

    def forward(self, x):
        a, b = x.chunk(2, 1)
        x = torch.cat((a, self.body(b)), 1)
        n, c, h, w = x.shape
        return x.view(n, 2, c // 2, h, w).transpose(1, 2).reshape(n, c, h, w)


class ChannelsLastNorm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = nn.LayerNorm(width)

    def forward(self, x):
        return self.norm(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class ConvNextBlock(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.depthwise = nn.Conv2d(width, width, 7, padding=3, groups=width)
        self.norm, self.up, self.down = nn.LayerNorm(width), nn.Linear(width, 2 * width), nn.Linear(2 * width, width)
        self.scale = nn.Parameter(torch.full((width,), 0.5))

    def forward(self, x):
        y = self.norm(self.depthwise(x).permute(0, 2, 3, 1))
        y = self.scale * self.down(F.gelu(self.up(y)))
        return x + y.permute(0, 3, 1, 2)


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads, self.qkv, self.out = heads, nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x, mask=None):
        n, t, c = x.shape
        q, k, v = self.qkv(x).reshape(n, t, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4)
        a = q @ k.transpose(-2, -1) * (c // self.heads) ** -0.5
        if mask is not None:
            a = (a.view(-1, mask.shape[0], self.heads, t, t) + mask[None, :, None]).view(-1, self.heads, t, t)
        return self.out((a.softmax(-1) @ v).transpose(1, 2).reshape(n, t, c))


class TransformerBlock(nn.Module):
    def __init__(self, width, heads=2, wider=2):
        super().__init__()
        self.n1, self.n2, self.attention = nn.LayerNorm(width), nn.LayerNorm(width), Attention(width, heads)
        self.mlp = nn.Sequential(nn.Linear(width, wider * width), nn.GELU(), nn.Linear(wider * width, width))

    def forward(self, x):
        x = x + self.attention(self.n1(x))
        return x + self.mlp(self.n2(x))


class VisionTransformer(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.patches = nn.Conv2d(3, width, 4, 4)
        self.token = nn.Parameter(torch.randn(1, 1, width))
        self.position = nn.Parameter(torch.randn(1, 17, width))
        self.blocks = nn.Sequential(TransformerBlock(width), TransformerBlock(width))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, CLASSES)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1) + self.position
        return self.head(self.norm(self.blocks(x))[:, 0])


class SwinBlock(nn.Module):
    def __init__(self, width, size, window, shift):
        super().__init__()
        self.size, self.window, self.shift = size, window, shift
        self.n1, self.n2, self.attention = nn.LayerNorm(width), nn.LayerNorm(width), Attention(width, 2)
        self.mlp = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))
        count = (size // window) ** 2
        self.register_buffer("mask", torch.where(torch.rand(count, window ** 2, window ** 2) < 0.2, -5.0, 0.0))

    def forward(self, x):
        n, h, w, c = x.shape
        s, k = self.shift, self.window
        y = self.n1(x)
        if s:
            y = torch.roll(y, (-s, -s), (1, 2))
        y = y.view(n, h // k, k, w // k, k, c).permute(0, 1, 3, 2, 4, 5).reshape(-1, k * k, c)
        y = self.attention(y, self.mask if s else None)
        y = y.view(-1, h // k, w // k, k, k, c).permute(0, 1, 3, 2, 4, 5).reshape(-1, h, w, c)
        if s:
            y = torch.roll(y, (s, s), (1, 2))
        x = x + y
        return x + self.mlp(self.n2(x))


class PatchMerging(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm, self.linear = nn.LayerNorm(4 * width), nn.Linear(4 * width, 2 * width, bias=False)

    def forward(self, x):
        parts = [x[:, i::2, j::2] for j in (0, 1) for i in (0, 1)]
        return self.linear(self.norm(torch.cat(parts, -1)))


class Swin(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.patches = nn.Conv2d(3, width, 2, 2)
        self.body = nn.Sequential(SwinBlock(width, 8, 4, 0), SwinBlock(width, 8, 4, 2), PatchMerging(width),
                                  SwinBlock(2 * width, 4, 2, 0))
        self.norm, self.head = nn.LayerNorm(2 * width), nn.Linear(2 * width, CLASSES)

    def forward(self, x):
        x = self.norm(self.body(self.patches(x).permute(0, 2, 3, 1)))
        return self.head(x.mean((1, 2)))


class ChannelsLast(nn.Module):
    """A network that takes [N,H,W,C], as exporters of Keras models write it."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 2), nn.BatchNorm2d(8, eps=1e-3), nn.ReLU6())
        self.depthwise = nn.Conv2d(8, 8, 3, 2, groups=8)
        self.dense = nn.Linear(8 * 3 * 3, CLASSES)

    def forward(self, x):
        x = self.stem(F.pad(x.permute(0, 3, 1, 2), (0, 1, 0, 1)))
        x = F.relu6(self.depthwise(F.pad(x, (0, 1, 0, 1))))
        x = F.max_pool2d(x, 2, 1).permute(0, 2, 3, 1)
        return F.softmax(self.dense(x.reshape(-1, 72)), -1)


def vgg():
    return nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 8, 3, padding=1), nn.ReLU(),
                         nn.MaxPool2d(2), nn.Conv2d(8, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
                         nn.AdaptiveAvgPool2d(4), nn.Flatten(), nn.Linear(128, 16), nn.ReLU(), nn.Dropout(),
                         nn.Linear(16, CLASSES))


def resnet():
    def block(i, o, s):
        short = conv_bn(i, o, 1, s, act=None) if s > 1 or i != o else None
        return Residual(nn.Sequential(conv_bn(i, o, 3, s), conv_bn(o, o, act=None)), short, nn.ReLU())
    return nn.Sequential(conv_bn(3, 8, 7, 2), nn.MaxPool2d(3, 2, 1), block(8, 8, 1), block(8, 12, 2), Head(12))


def resnet_bottleneck():
    def block(i, o, s):
        short = conv_bn(i, o, 1, s, act=None)
        body = nn.Sequential(conv_bn(i, 6, 1), conv_bn(6, 6, 3, s, groups=2), conv_bn(6, o, 1, act=None))
        return Residual(body, short, nn.ReLU())
    return nn.Sequential(conv_bn(3, 8), block(8, 16, 1), block(16, 16, 2), Head(16, softmax=True))


def inception(i, pool):
    return Branches(conv_bn(i, 4, 1), nn.Sequential(conv_bn(i, 5, 1), conv_bn(5, 6)),
                    nn.Sequential(conv_bn(i, 3, 1), conv_bn(3, 4)), nn.Sequential(pool, conv_bn(i, 4, 1)))


def googlenet():
    return nn.Sequential(conv_bn(3, 6, 7, 2), nn.MaxPool2d(3, 2, ceil_mode=True), inception(6, nn.MaxPool2d(3, 1, 1)),
                         nn.MaxPool2d(2, 2, ceil_mode=True), inception(18, nn.AvgPool2d(3, 1, 1)), Head(18))


def alexnet_lrn():
    return nn.Sequential(nn.Conv2d(3, 8, 5, 2), nn.ReLU(), nn.LocalResponseNorm(5, 0.1), nn.MaxPool2d(3, 2),
                         nn.Conv2d(8, 8, 3, padding=1, groups=2), nn.ReLU(), nn.LocalResponseNorm(3, 0.1), Head(8))


def squeezenet():
    fire = lambda i: nn.Sequential(nn.Conv2d(i, 8, 1), nn.ReLU(), Branches(
        nn.Sequential(nn.Conv2d(8, 6, 1), nn.ReLU()), nn.Sequential(nn.Conv2d(8, 6, 3, padding=1), nn.ReLU())))
    return nn.Sequential(nn.Conv2d(3, 8, 3, 2), nn.ReLU(), nn.MaxPool2d(3, 2, ceil_mode=True), fire(8), fire(12),
                         nn.Conv2d(12, CLASSES, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Softmax(1))


def densenet():
    return nn.Sequential(conv_bn(3, 6, 3, 2), nn.MaxPool2d(3, 2, 1), DenseLayer(6, 4), DenseLayer(10, 4),
                         nn.BatchNorm2d(14), nn.ReLU(), nn.Conv2d(14, 7, 1), nn.AvgPool2d(2, 2), DenseLayer(7, 4),
                         nn.BatchNorm2d(11), nn.ReLU(), Head(11))


def mobilenet_v1():
    dw = lambda i, o, s: nn.Sequential(conv_bn(i, i, 3, s, i), conv_bn(i, o, 1))
    return nn.Sequential(conv_bn(3, 8, 3, 2), dw(8, 10, 1), dw(10, 12, 2), Head(12))


def inverted(i, o, s, act, extra=None):
    hidden = 3 * i
    body = [conv_bn(i, hidden, 1, act=act), conv_bn(hidden, hidden, 3, s, hidden, act)]
    body += [extra(hidden)] if extra else []
    body = nn.Sequential(*body, conv_bn(hidden, o, 1, act=None))
    return Residual(body) if i == o and s == 1 else body


def mobilenet_v2():
    return nn.Sequential(conv_bn(3, 6, 3, 2, act=nn.ReLU6), inverted(6, 6, 1, nn.ReLU6), inverted(6, 8, 2, nn.ReLU6),
                         conv_bn(8, 16, 1, act=nn.ReLU6), Head(16))


def mobilenet_v3():
    gate = lambda w: SqueezeExcite(w, nn.Hardsigmoid, nn.ReLU)
    return nn.Sequential(conv_bn(3, 6, 3, 2, act=nn.Hardswish), inverted(6, 6, 1, nn.Hardswish, gate),
                         inverted(6, 8, 2, nn.ReLU, gate), conv_bn(8, 16, 1, act=nn.Hardswish), Head(16))


def efficientnet():
    return nn.Sequential(conv_bn(3, 6, 3, 2, act=nn.SiLU), inverted(6, 6, 1, nn.SiLU, SqueezeExcite),
                         inverted(6, 8, 2, nn.SiLU, SqueezeExcite), Head(8))


def shufflenet():
    return nn.Sequential(conv_bn(3, 8, 3, 2), nn.MaxPool2d(3, 2, 1), Shuffle(8), Shuffle(8), conv_bn(8, 12, 1), Head(12))


def convnext():
    return nn.Sequential(nn.Conv2d(3, 8, 4, 4), ChannelsLastNorm(8), ConvNextBlock(8), ChannelsLastNorm(8),
                         nn.Conv2d(8, 12, 2, 2), ConvNextBlock(12), Head(12))


def conv_bn_of(i, o, k, s=1, p=0):
    return nn.Sequential(nn.Conv2d(i, o, k, s, p, bias=False), nn.BatchNorm2d(o, eps=1e-3), nn.ReLU())


def inception_v3():
    factorised = lambda i: Branches(conv_bn_of(i, 4, 1), nn.Sequential(
        conv_bn_of(i, 4, 1), conv_bn_of(4, 5, (1, 7), p=(0, 3)), conv_bn_of(5, 6, (7, 1), p=(3, 0))),
        nn.Sequential(nn.AvgPool2d(3, 1, 1, count_include_pad=False), conv_bn_of(i, 4, 1)))
    reduction = Branches(conv_bn_of(14, 6, 3, 2), nn.MaxPool2d(3, 2))
    split = lambda i: Branches(nn.Sequential(conv_bn_of(i, 4, 1), Branches(
        conv_bn_of(4, 4, (1, 3), p=(0, 1)), conv_bn_of(4, 4, (3, 1), p=(1, 0)))), conv_bn_of(i, 4, 1))
    return nn.Sequential(conv_bn_of(3, 6, 3, 2), conv_bn_of(6, 8, 3), nn.MaxPool2d(3, 2), factorised(8), reduction,
                         split(20), nn.Dropout(), Head(12))


def mnasnet():
    block = lambda i, o, k, s: inverted_of(i, o, k, s)
    return nn.Sequential(conv_bn(3, 6, 3, 2), conv_bn(6, 6, 3, 1, 6), nn.Conv2d(6, 6, 1), block(6, 6, 5, 1),
                         block(6, 8, 3, 2), conv_bn(8, 16, 1), Head(16))


def inverted_of(i, o, k, s):
    hidden = 3 * i
    body = nn.Sequential(conv_bn(i, hidden, 1), conv_bn(hidden, hidden, k, s, hidden), conv_bn(hidden, o, 1, act=None))
    return Residual(body) if i == o and s == 1 else body


def regnet():
    def block(i, o, s):
        body = nn.Sequential(conv_bn(i, o, 1), conv_bn(o, o, 3, s, groups=o // 4), SqueezeExcite(o, act=nn.ReLU),
                             conv_bn(o, o, 1, act=None))
        return Residual(body, conv_bn(i, o, 1, s, act=None) if s > 1 or i != o else None, nn.ReLU())
    return nn.Sequential(conv_bn(3, 8, 3, 2), block(8, 12, 2), block(12, 12, 1), Head(12))


# name: (network, input shape, opset, number of images that the batch is frozen to, element type)
NETWORKS = {
    "vgg": (vgg, (3, 16, 16), 11, 0),
    "resnet": (resnet, (3, 20, 20), 13, 0),
    "resnet_bottleneck": (resnet_bottleneck, (3, 12, 12), 17, 1),
    "googlenet": (googlenet, (3, 22, 22), 9, 0),
    "alexnet_lrn": (alexnet_lrn, (3, 24, 24), 11, 1),
    "squeezenet": (squeezenet, (3, 21, 21), 7, 1),
    "densenet": (densenet, (3, 20, 20), 12, 0),
    "mobilenet_v1": (mobilenet_v1, (3, 12, 12), 10, 1),
    "mobilenet_v2": (mobilenet_v2, (3, 12, 12), 9, 0),
    "mobilenet_v3": (mobilenet_v3, (3, 12, 12), 13, 0),
    "efficientnet": (efficientnet, (3, 12, 12), 16, 1),
    "shufflenet": (shufflenet, (3, 16, 16), 11, 1),
    "convnext": (convnext, (3, 16, 16), 17, 0),
    "vit": (VisionTransformer, (3, 16, 16), 14, 0),
    "vit_frozen": (VisionTransformer, (3, 16, 16), 17, 1),
    "swin": (Swin, (3, 16, 16), 12, 0),
    "swin_frozen": (Swin, (3, 16, 16), 18, 1),
    "channels_last": (ChannelsLast, (16, 16, 3), 13, 0),
    "inception_v3": (inception_v3, (3, 24, 24), 13, 0),
    "mnasnet": (mnasnet, (3, 12, 12), 12, 1),
    "regnet": (regnet, (3, 12, 12), 17, 0),
    "vit_frozen_to_4": (VisionTransformer, (3, 16, 16), 16, 4),
    "vgg_half": (vgg, (3, 16, 16), 17, 0, torch.float16),
    "resnet_dynamo": (resnet, (3, 20, 20), 18, 0),
    "mobilenet_v3_dynamo": (mobilenet_v3, (3, 12, 12), 20, 1),
    "shufflenet_dynamo": (shufflenet, (3, 16, 16), 18, 0),
    "convnext_dynamo": (convnext, (3, 16, 16), 21, 0),
    "vit_dynamo": (VisionTransformer, (3, 16, 16), 23, 1),
    "swin_dynamo": (Swin, (3, 16, 16), 18, 0),
}


def wave(shape, frequency):
    count = int(np.prod(shape))
    return torch.sin(torch.arange(count, dtype=torch.float64) * frequency + 1).float().double().reshape(shape)


def export_traced(net, shape, opset, frozen, file):
    axes = None if frozen else {"image": {0: "batch"}, "scores": {0: "batch"}}
    image = torch.zeros(max(frozen, 1), *shape, dtype=next(net.parameters()).dtype)
    torch.onnx.export(net, (image,), str(file), opset_version=opset,
                      input_names=["image"], output_names=["scores"], dynamic_axes=axes, dynamo=False)


def export_dynamo(net, shape, opset, frozen, file):
    """The newer exporter, which needs onnxscript. What it notes about the computer it runs on is left out."""
    axes = None if frozen else ({0: torch.export.Dim("batch")},)
    program = torch.onnx.export(net, (torch.zeros(frozen or 2, *shape),), opset_version=opset, input_names=["image"],
                                output_names=["scores"], dynamic_shapes=axes, dynamo=True)
    model = program.model_proto
    for part in [model.graph, *model.graph.node, *model.graph.value_info, *model.graph.input, *model.graph.output]:
        part.ClearField("metadata_props")
        part.ClearField("doc_string")
    file.write_bytes(model.SerializeToString())


def export(name, folder):
    network, shape, opset, frozen, *element = NETWORKS[name]
    torch.manual_seed(len(name) + opset)
    net = network().eval()
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.2)
            module.running_var.uniform_(0.5, 2)
            module.weight.data.uniform_(0.5, 1.5)
            module.bias.data.normal_(0, 0.2)
    net = net.to(*element) if element else net
    write = export_dynamo if name.endswith("_dynamo") else export_traced
    write(net, shape, opset, frozen, folder / f"{name}.onnx")
    exact = copy.deepcopy(net).double()
    last = [m for m in exact.modules() if isinstance(m, nn.Softmax)]
    for module in last:
        module.forward = lambda x: x
    softmax, F.softmax = F.softmax, (lambda x, dim: x)
    image = wave((2, *shape), 0.37).requires_grad_()
    scores = exact(image)
    (scores * wave(scores.shape, 0.7)).sum().backward()
    F.softmax = softmax
    values = np.concatenate([scores.detach().numpy().ravel(), image.grad.numpy().ravel()])
    values.astype("<f8").tofile(folder / f"{name}.gradient")


if __name__ == "__main__":
    for wanted in sys.argv[2:] or NETWORKS:
        export(wanted, Path(sys.argv[1]))
