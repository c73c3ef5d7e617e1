"""Imitates what other exporters than PyTorch's write, for NetworkTest: the same files as networks.py.

    python other_exporters.py ../resources/networks [NAME...]
"""
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper

from networks import CLASSES, wave

RANDOM = np.random.default_rng(5)


def normal(*shape):
    return (RANDOM.standard_normal(shape) * (2 / np.prod(shape[1:])) ** 0.5).astype("f4")


class Graph:
    """Nodes and weights in the making."""

    def __init__(self):
        self.nodes, self.weights = [], {}

    def weight(self, name, value, kind=None):
        array = np.asarray(value) if kind is None else np.asarray(value).astype(kind)
        self.weights[name] = numpy_helper.from_array(array, name)
        return name

    def node(self, operator, output, *inputs, domain="", **attributes):
        outputs = output if isinstance(output, list) else [output]
        self.nodes.append(helper.make_node(operator, inputs, outputs, name=outputs[0], domain=domain, **attributes))
        return outputs[0]

    def model(self, shape, outputs=("scores",), kind=TensorProto.FLOAT, opset=13, domains=(), functions=()):
        shape = ["unk__1", *shape]
        graph = helper.make_graph(self.nodes, "exported", [helper.make_tensor_value_info("image", kind, shape)], [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["unk__1", CLASSES]) for name in outputs],
            list(self.weights.values()))
        imports = [helper.make_opsetid("", opset)] + [helper.make_opsetid(d, v) for d, v in domains]
        return helper.make_model(graph, opset_imports=imports, ir_version=8, functions=list(functions))


def exact(array):
    return torch.tensor(np.asarray(array)).double()


def pad_same(x, size, stride, value=0.0):
    """Padding as TensorFlow's SAME: the odd pixel goes to the end."""
    total = [max((-(-n // stride) - 1) * stride + size - n, 0) for n in x.shape[:1:-1]]
    return F.pad(x, [p for t in total for p in (t // 2, t - t // 2)], value=value)


def keras(kind=TensorProto.FLOAT):
    """A graph as tf2onnx writes it: channels last outside, transposes, constants as nodes, SAME padding."""
    g = Graph()
    w1, w2, w3, w4 = normal(8, 3, 3, 3), normal(8, 1, 3, 3), normal(12, 8, 1, 1), normal(12, CLASSES)
    scale, shift, bias = normal(8) + 1.5, normal(8), normal(CLASSES)
    x = "image"
    if kind != TensorProto.FLOAT:
        x = g.node("Cast", "cast", x, to=TensorProto.FLOAT)
        x = g.node("Sub", "sub", g.node("Div", "div", x, g.weight("c1", np.float32(0.5))), g.weight("c2", np.float32(0.25)))
    x = g.node("Transpose", "stem__6", x, perm=[0, 3, 1, 2])
    g.node("Constant", "pads", value=numpy_helper.from_array(np.array([0, 0, 0, 0, 0, 0, 1, 1])))
    x = g.node("Pad", "stem/Pad", x, "pads")
    x = g.node("Conv", "stem/Conv2D", x, g.weight("w1", w1), strides=[2, 2], kernel_shape=[3, 3])
    x = g.node("Mul", "bn/mul", x, g.weight("scale", scale.reshape(1, 8, 1, 1)))
    x = g.node("Add", "bn/add", x, g.weight("shift", shift.reshape(1, 8, 1, 1)))
    x = g.node("Clip", "relu6", x, g.weight("zero", np.float32(0)), g.weight("six", np.float32(6)))
    x = g.node("Conv", "depthwise", x, g.weight("w2", w2), auto_pad="SAME_UPPER", strides=[2, 2], group=8)
    x = g.node("MaxPool", "pool", x, auto_pad="SAME_UPPER", kernel_shape=[2, 2], strides=[1, 1])
    x = g.node("Relu", "relu", g.node("Conv", "pointwise", x, g.weight("w3", w3)))
    x = g.node("Transpose", "pointwise__9", x, perm=[0, 2, 3, 1])
    x = g.node("ReduceMean", "mean", x, axes=[1, 2], keepdims=0)
    x = g.node("Add", "dense", g.node("MatMul", "matmul", x, g.weight("w4", w4)), g.weight("bias", bias))
    g.node("Softmax", "scores", x, axis=-1)

    def network(image):
        y = image if kind == TensorProto.FLOAT else image / 0.5 - 0.25
        y = F.conv2d(F.pad(y.permute(0, 3, 1, 2), (0, 1, 0, 1)), exact(w1), stride=2)
        y = (y * exact(scale).view(1, -1, 1, 1) + exact(shift).view(1, -1, 1, 1)).clamp(0, 6)
        y = F.conv2d(pad_same(y, 3, 2), exact(w2), stride=2, groups=8)
        y = F.max_pool2d(pad_same(y, 2, 1, -np.inf), 2, 1)
        return F.relu(F.conv2d(y, exact(w3))).mean((2, 3)) @ exact(w4) + exact(bias)
    return g.model((14, 14, 3), kind=kind), network, (14, 14, 3)


def bytes_keras():
    return keras(TensorProto.UINT8)


def classical():
    """Features of a network, and a linear model of scikit-learn with its label and its map of probabilities."""
    g = Graph()
    w, coefficients, intercepts = normal(6, 3, 3, 3), normal(CLASSES, 6), normal(CLASSES)
    x = g.node("Relu", "relu", g.node("Conv", "conv", "image", g.weight("w", w), strides=[2, 2]))
    x = g.node("Flatten", "features", g.node("GlobalAveragePool", "mean", x))
    x = g.node("Scaler", "scaled", x, domain="ai.onnx.ml", offset=[0.1] * 6, scale=[2.0] * 6)
    g.node("LinearClassifier", ["label", "probabilities"], x, domain="ai.onnx.ml", post_transform="SOFTMAX",
           coefficients=coefficients.ravel().tolist(), intercepts=intercepts.tolist(),
           classlabels_ints=list(range(CLASSES)))
    g.node("ArgMax", "best", "probabilities", axis=1)
    g.node("ZipMap", "map", "probabilities", domain="ai.onnx.ml", classlabels_int64s=list(range(CLASSES)))
    model = g.model((3, 12, 12), (), domains=[("ai.onnx.ml", 1)])
    long = helper.make_tensor_value_info("label", TensorProto.INT64, ["unk__1"])
    model.graph.output.append(long)
    probabilities = model.graph.output.add(name="map").type.sequence_type.elem_type.map_type
    probabilities.key_type = TensorProto.INT64
    probabilities.value_type.CopyFrom(helper.make_tensor_type_proto(TensorProto.FLOAT, []))

    def network(image):
        y = F.relu(F.conv2d(image, exact(w), stride=2)).mean((2, 3))
        return (y - np.float32(0.1).item()) * 2 @ exact(coefficients).T + exact(intercepts)
    return model, network, (3, 12, 12)


def functions():
    """Layers as functions of the model, which call functions of operators, as the dynamo exporter writes modules."""
    g = Graph()
    w1, w2 = normal(6, 3, 3, 3), normal(CLASSES, 6)
    x = g.node("Stem", "layers/0", "image", g.weight("w1", w1), domain="pkg.layers", strides=[2, 2])
    x = g.node("Activation", "layers/1", x, domain="pkg.layers")
    x = g.node("Activation", "layers/2", x, domain="pkg.layers", slope=0.3)
    x = g.node("ReduceMean", "mean", x, axes=[2, 3], keepdims=0)
    g.node("Gemm", "scores", x, g.weight("w2", w2), transB=1)
    opset = [helper.make_opsetid("", 17), helper.make_opsetid("pkg.operators", 1)]
    conv = helper.make_node("Conv", ["x", "w"], ["y"])
    conv.attribute.add(name="strides", ref_attr_name="strides", type=7)
    leaky = helper.make_node("LeakyRelu", ["x"], ["t"])
    leaky.attribute.add(name="alpha", ref_attr_name="slope", type=1)
    activation = helper.make_function("pkg.layers", "Activation", ["x"], ["y"], [
        leaky, helper.make_node("Half", ["t"], ["y"], domain="pkg.operators")], opset, ["slope"])
    half = helper.make_function("pkg.operators", "Half", ["x"], ["y"], [
        helper.make_node("Constant", [], ["half"], value_float=0.5), helper.make_node("Mul", ["x", "half"], ["y"])], opset, [])
    stem = helper.make_function("pkg.layers", "Stem", ["x", "w"], ["y"], [conv], opset, ["strides"])
    model = g.model((3, 11, 11), opset=17, domains=[("pkg.layers", 1), ("pkg.operators", 1)],
                    functions=[stem, activation, half])

    def network(image):
        y = F.leaky_relu(F.conv2d(image, exact(w1), stride=2), np.float32(0.01).item()) / 2
        return (F.leaky_relu(y, np.float32(0.3).item()) / 2).mean((2, 3)) @ exact(w2).T
    return model, network, (3, 11, 11)


class Rounded(torch.autograd.Function):
    """Quantised and dequantised, with the gradient straight through unless the number saturates."""

    @staticmethod
    def forward(ctx, x, scale, zero, low, high):
        q = torch.round(x / scale) + zero
        ctx.save_for_backward((q >= low) & (q <= high))
        return (q.clamp(low, high) - zero) * scale

    @staticmethod
    def backward(ctx, gradient):
        return gradient * ctx.saved_tensors[0], None, None, None, None


def rounded(x, scale, zero, kind="u1"):
    return Rounded.apply(x, np.float32(scale).item(), zero, *((0, 255) if kind == "u1" else (-128, 127)))


def quantised(weights):
    """Weights as bytes, with a scale for each of the first axis."""
    scale = (np.abs(weights).reshape(len(weights), -1).max(1) / 127).astype("f4")
    bytes_ = np.round(weights / scale.reshape(-1, *[1] * (weights.ndim - 1))).astype("i1")
    return bytes_, scale, exact(bytes_) * exact(scale).view(-1, *[1] * (weights.ndim - 1))


# scale and zero point of image, stem, branch, sum, mean
STEPS = [(0.012, 110), (0.021, 0), (0.017, 120), (0.03, 60), (0.01, 70)]


def quantised_network(w1, w2, w3):
    def network(image):
        x = F.relu(F.conv2d(rounded(image, *STEPS[0]), w1, stride=2))
        x = F.max_pool2d(rounded(x, *STEPS[1]), 2)
        y = rounded(F.conv2d(x, w2, padding=1), *STEPS[2])
        return rounded(rounded(x + y, *STEPS[3]).mean((2, 3)), *STEPS[4]) @ w3.T
    return network


def quantised_weights():
    return quantised(normal(6, 3, 3, 3)), quantised(normal(6, 6, 3, 3)), quantised(normal(CLASSES, 6))


def qdq():
    """Quantised in the form of pairs of QuantizeLinear and DequantizeLinear around operators on real numbers."""
    g = Graph()
    (q1, s1, w1), (q2, s2, w2), (q3, s3, w3) = quantised_weights()

    def pair(x, name, step):
        scale, zero = g.weight(f"{name}/s", np.float32(step[0])), g.weight(f"{name}/z", np.uint8(step[1]))
        q = g.node("QuantizeLinear", f"{name}/q", x, scale, zero)
        return g.node("DequantizeLinear", f"{name}/dq", q, scale, zero)

    def weights(name, q, scale):
        zeros = g.weight(f"{name}/z", np.zeros(len(q), "i1"))
        return g.node("DequantizeLinear", name, g.weight(f"{name}/q", q), g.weight(f"{name}/s", scale), zeros, axis=0)
    x = g.node("Relu", "relu", g.node("Conv", "stem", pair("image", "i", STEPS[0]), weights("w1", q1, s1), strides=[2, 2]))
    x = g.node("MaxPool", "pool", pair(x, "r", STEPS[1]), kernel_shape=[2, 2], strides=[2, 2])
    y = pair(g.node("Conv", "branch", x, weights("w2", q2, s2), pads=[1, 1, 1, 1]), "b", STEPS[2])
    x = pair(g.node("Add", "add", x, y), "a", STEPS[3])
    x = g.node("Flatten", "flat", pair(g.node("GlobalAveragePool", "mean", x), "m", STEPS[4]))
    g.node("Gemm", "scores", x, weights("w3", q3, s3), transB=1)
    return g.model((3, 14, 14)), quantised_network(w1, w2, w3), (3, 14, 14)


def qlinear():
    """The same kind of network with ONNX Runtime's operators on quantised numbers."""
    g = Graph()
    (q1, s1, w1), (q2, s2, w2), (q3, s3, w3) = quantised_weights()
    step = [(g.weight(f"s{i}", np.float32(s)), g.weight(f"z{i}", np.uint8(z))) for i, (s, z) in enumerate(STEPS)]
    weights = [(g.weight(f"q{i}", q), g.weight(f"ws{i}", s), g.weight(f"wz{i}", np.zeros(len(q), "i1")))
               for i, (q, s) in enumerate([(q1, s1), (q2, s2)])]
    x = g.node("QuantizeLinear", "image/q", "image", *step[0])
    x = g.node("QLinearConv", "stem", x, *step[0], *weights[0], *step[1], strides=[2, 2])
    x = g.node("MaxPool", "pool", x, kernel_shape=[2, 2], strides=[2, 2])
    y = g.node("QLinearConv", "branch", x, *step[1], *weights[1], *step[2], pads=[1, 1, 1, 1])
    x = g.node("QLinearAdd", "add", x, *step[1], y, *step[2], *step[3], domain="com.microsoft")
    x = g.node("QLinearGlobalAveragePool", "mean", x, *step[3], *step[4], domain="com.microsoft", channels_last=0)
    x = g.node("DequantizeLinear", "mean/dq", g.node("Flatten", "flat", x), *step[4])
    zeros = g.weight("w3/z", np.zeros(len(q3), "i1"))
    w = g.node("DequantizeLinear", "w3", g.weight("w3/q", q3), g.weight("w3/s", s3), zeros, axis=0)
    g.node("Gemm", "scores", x, w, transB=1)
    return g.model((3, 14, 14), domains=[("com.microsoft", 1)]), quantised_network(w1, w2, w3), (3, 14, 14)


NETWORKS = {"keras": keras, "bytes": bytes_keras, "classical": classical, "functions": functions, "qdq": qdq,
            "qlinear": qlinear}


def export(name, folder):
    global RANDOM
    RANDOM = np.random.default_rng(len(name))
    model, network, shape = NETWORKS[name]()
    (folder / f"{name}.onnx").write_bytes(model.SerializeToString())
    image = wave((2, *shape), 0.37).requires_grad_()
    scores = network(image)
    (scores * wave(scores.shape, 0.7)).sum().backward()
    values = np.concatenate([scores.detach().numpy().ravel(), image.grad.numpy().ravel()])
    values.astype("<f8").tofile(folder / f"{name}.gradient")


if __name__ == "__main__":
    for wanted in sys.argv[2:] or NETWORKS:
        export(wanted, Path(sys.argv[1]))
