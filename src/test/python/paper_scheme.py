"""The published scheme of extremal perturbations in PyTorch, written from the paper for ExplanationBenchmark.

    python paper_scheme.py NAME THREADS      answers each line "paper" with the milliseconds of a pass, and "memory"

NAME is a network of benchmark.py, or "none" for a classifier that costs next to nothing. Six areas are optimised at once, as in the paper, on one image of 224 x 224 pixels.
"""
import math
import resource
import statistics
import sys
import time

import torch
import torch.nn.functional as F

from benchmark import network

AREAS = (0.05, 0.1, 0.2, 0.4, 0.6, 0.8)
SIZE, STEP, SIGMA, STRONGEST_BLUR, LEVELS, SHARPNESS = 224, 7, 21.0, 20.0, 8, 20.0
PASSES = 5


def blurred(image, sigma):
    """Gaussian blur over the pixels that exist."""
    if sigma == 0:
        return image
    reach = math.ceil(3 * sigma)
    kernel = torch.exp(-0.5 * (torch.arange(-reach, reach + 1) / sigma) ** 2)

    def lines(x):
        x = F.conv2d(x, kernel.view(1, 1, -1, 1), padding=(reach, 0))
        return F.conv2d(x, kernel.view(1, 1, 1, -1), padding=(0, reach))
    planes = image.view(-1, 1, SIZE, SIZE)
    return (lines(planes) / lines(torch.ones_like(planes))).view_as(image)


class SmoothMask:
    """Eq. 7: the weighted maximum over lattice nodes around each pixel."""

    def __init__(self):
        self.reach = math.ceil(1.75 * SIGMA / STEP)
        offsets = torch.arange(-self.reach, self.reach + 1) * STEP
        inside = torch.arange(STEP).float()
        along = inside[:, None] - offsets[None, :]
        distance = (along[:, None, :, None] ** 2 + along[None, :, None, :] ** 2).sqrt() / SIGMA
        kernel = torch.exp(-2 * torch.clamp(distance - 0.5, min=0) ** 2)
        self.kernel = kernel.reshape(STEP * STEP, -1)

    def __call__(self, nodes):
        side = nodes.shape[-1]
        around = F.unfold(nodes, 2 * self.reach + 1, padding=self.reach).transpose(1, 2).contiguous()
        largest = []
        for kernel in self.kernel:
            values = around * kernel
            weights = torch.exp(SHARPNESS * values)
            largest.append((weights * values).sum(2) / weights.sum(2))
        largest = torch.stack(largest, 2)
        return F.pixel_shuffle(largest.transpose(1, 2).reshape(len(nodes), STEP * STEP, side, side), STEP)


class Scheme:
    def __init__(self, net):
        self.net, self.smooth = net, SmoothMask()
        image = torch.randn(3, SIZE, SIZE)
        self.pyramid = torch.stack([blurred(image, STRONGEST_BLUR * (1 - i / LEVELS)) for i in range(LEVELS + 1)])
        self.nodes = torch.ones(len(AREAS), 1, SIZE // STEP, SIZE // STEP, requires_grad=True)
        self.optimiser = torch.optim.SGD([self.nodes], lr=0.01, momentum=0.9, dampening=0.9)
        count = SIZE * SIZE
        self.wanted = torch.stack([(torch.arange(count) >= round((1 - a) * count)).float() for a in AREAS])

    def perturbed(self, masks):
        place = masks * LEVELS
        low = place.detach().floor().clamp(0, LEVELS - 1)
        share = (place - low)[:, None]
        index = low.long()[:, None, None].expand(-1, -1, 3, -1, -1)
        levels = self.pyramid[None].expand(len(masks), -1, -1, -1, -1)
        below, above = (torch.gather(levels, 1, index + i)[:, 0] for i in (0, 1))
        return (1 - share) * below + share * above

    def step(self, number):
        masks = self.smooth(self.nodes)[:, 0]
        images = self.perturbed(masks)
        if number % 2:
            images = images.flip(3)
        score = self.net(images)[:, 0]
        distance = ((masks.flatten(1).sort(1).values - self.wanted) ** 2).mean(1)
        self.optimiser.zero_grad()
        (300 * distance - score).sum().backward()
        self.optimiser.step()
        with torch.no_grad():
            self.nodes.clamp_(0, 1)


def classifier(name):
    return (lambda images: images.mean((1, 2, 3)).view(-1, 1)) if name == "none" else network(name)


def serve(name, threads):
    torch.set_num_threads(int(threads))
    torch.manual_seed(1)
    scheme = Scheme(classifier(name))
    number = 0
    for line in sys.stdin:
        if line.strip() == "memory":
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, flush=True)
            continue
        times = []
        for _ in range(PASSES):
            start = time.perf_counter()
            scheme.step(number)
            times.append(1e3 * (time.perf_counter() - start))
            number += 1
        print(statistics.median(times), flush=True)


if __name__ == "__main__":
    serve(*sys.argv[1:])
