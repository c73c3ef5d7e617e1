"""Makes the sample data: images with truth, and the sound and the shortcut classifier.

    python3 sample-data/generator/make.py

needs numpy, scipy, tifffile, torch and onnx, and takes some minutes. The same seeds give the same images; trained weights
may differ in the last digits from one machine or library version to the next.
"""
import json
from pathlib import Path

import numpy as np
import onnx
import tifffile
import torch
from torch import nn
from torch.nn import functional as F

from fluorescence import PIXEL, make_field

ROOT = Path(__file__).resolve().parent.parent
CLASSES = ["resting", "responder"]
INPUT = 96  # pixels
TYPE_MAXIMUM = 65535
MEAN = [0.008, 0.006]  # of each channel, in units of the 16-bit range
STD = [0.012, 0.010]


def make_fields(seed, count, responder, dusty):
    return [make_field(np.random.default_rng([seed, i]), responder, dusty) for i in range(count)]


def tensor(fields):
    """The classifier's input: the field at INPUT pixels, 0-1 by the pixel type, then mean and deviation per channel."""
    raw = torch.from_numpy(np.stack([f.image for f in fields]).astype(np.float32))
    small = F.interpolate(raw, size=(INPUT, INPUT), mode="bilinear", antialias=True, align_corners=False)
    return (small / TYPE_MAXIMUM - torch.tensor(MEAN).view(1, 2, 1, 1)) / torch.tensor(STD).view(1, 2, 1, 1)


def network():
    layers, width = [], 2
    for out in (16, 32, 48):
        layers += [nn.Conv2d(width, out, 3, padding=1), nn.BatchNorm2d(out), nn.ReLU(), nn.MaxPool2d(2)]
        width = out
    layers += [nn.Conv2d(width, 64, 3, padding=1), nn.BatchNorm2d(64), nn.ReLU()]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 2))


def augment(images, labels, generator):
    """Mirrors, quarter turns, brightness, and fields out of focus, which are never called responders."""
    images, labels = images.clone(), labels.clone()
    for i in range(len(images)):
        turn, mirror, blur = torch.rand(3, generator=generator).tolist()
        x = torch.rot90(images[i], int(4 * turn), (1, 2))
        images[i] = x.flip(2) if mirror < 0.5 else x
        if blur < 0.25:
            images[i] = out_of_focus(images[i], 4 + 24 * blur)
            labels[i] = 0
    return images * (1 + 0.15 * torch.randn(len(images), 1, 1, 1, generator=generator)), labels


def out_of_focus(image, sigma):
    reach = int(3 * sigma)
    kernel = torch.exp(-torch.arange(-reach, reach + 1).float() ** 2 / (2 * sigma ** 2))
    kernel = kernel / kernel.sum()
    padded = F.pad(image[:, None], (reach,) * 4, mode="replicate")
    return F.conv2d(F.conv2d(padded, kernel.view(1, 1, 1, -1)), kernel.view(1, 1, -1, 1))[:, 0]


def train(images, labels, seed, epochs=16):
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    model = network()
    optimiser = torch.optim.AdamW(model.parameters(), 2e-3, weight_decay=1e-2)
    steps = epochs * (len(images) // 32)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, total_steps=steps)
    for _ in range(epochs):
        order = torch.randperm(len(images), generator=generator)
        for i in range(len(images) // 32):
            batch = order[32 * i:32 * i + 32]
            x, y = augment(images[batch], labels[batch], generator)
            loss = F.cross_entropy(model(x), y)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return model.eval()


def accuracy(model, images, label):
    with torch.no_grad():
        return (model(images).argmax(1) == label).float().mean().item()


def export(model, name, dynamic_batch):
    path = ROOT / "models" / f"{name}.onnx"
    path.parent.mkdir(exist_ok=True)
    torch.onnx.export(nn.Sequential(model, nn.Softmax(1)).eval(), torch.zeros(1, 2, INPUT, INPUT), str(path), dynamo=False,
                      input_names=["image"], output_names=["probability"], opset_version=13,
                      dynamic_axes={"image": {0: "N"}, "probability": {0: "N"}} if dynamic_batch else None)
    exported = onnx.load(path)
    entry = exported.metadata_props.add()
    entry.key, entry.value = "classes", json.dumps(CLASSES)
    onnx.save(exported, path)
    path.with_suffix(".fijiray.yaml").write_text(
        f"# How {path.name} wants its images: the 16-bit range to 0-1, then mean and deviation of each channel.\n"
        f"preprocessing: 0-1\nmean: {MEAN}\nstd: {STD}\nresize: stretch\n")


def save(folder, name, field):
    def colours(r, g, b):
        return np.outer([r, g, b], np.arange(256)).astype(np.uint8)

    ranges = [v for channel in field.image for v in np.percentile(channel, (2, 99.7))]
    (ROOT / folder).mkdir(exist_ok=True)
    tifffile.imwrite(ROOT / folder / f"{name}.tif", field.image, imagej=True, resolution=(1 / PIXEL, 1 / PIXEL),
                     metadata={"axes": "CYX", "unit": "um", "mode": "composite", "Ranges": tuple(ranges),
                               "Labels": ["nuclei", "marker"], "LUTs": [colours(0.2, 0.4, 1), colours(0.1, 1, 0.1)]})
    for kind, region in (("truth", field.truth), ("artefacts", field.artefact)):
        if region.any():
            (ROOT / kind).mkdir(exist_ok=True)
            tifffile.imwrite(ROOT / kind / f"{name}.tif", (255 * region).astype(np.uint8), imagej=True,
                             resolution=(1 / PIXEL, 1 / PIXEL), metadata={"axes": "YX", "unit": "um"})


def main():
    torch.set_num_threads(2)
    groups = {(r, d): make_fields(1 + 2 * r + d, 200, r, d) for r in (False, True) for d in (False, True)}
    inputs = {key: tensor(fields) for key, fields in groups.items()}

    # Every field labelled by what its cells do, dust or not.
    images = torch.cat(list(inputs.values()))
    labels = torch.cat([torch.full((len(x),), int(r)) for (r, _), x in inputs.items()])
    sound = train(images, labels, 1)

    # Fields labelled by their well, too early: in both wells one field in ten responds, but the treated well is dusty.
    treated = torch.cat([inputs[True, True][:20], inputs[False, True][:180]])
    untreated = torch.cat([inputs[True, False][:20], inputs[False, False][:180]])
    shortcut_labels = torch.cat([torch.full((len(x),), label) for label, x in ((1, treated), (0, untreated))])
    shortcut = train(torch.cat([treated, untreated]), shortcut_labels, 2)

    export(sound, "sound", True)
    export(shortcut, "shortcut", False)

    print("accuracy                      sound  shortcut")
    for (r, d), title in (((True, True), "responder, dust"), ((False, False), "resting, clean"),
                          ((True, False), "responder, clean"), ((False, True), "resting, dust")):
        held_out = tensor(make_fields(11 + 2 * r + d, 100, r, d))
        print(f"{title:28} {accuracy(sound, held_out, int(r)):6.3f} {accuracy(shortcut, held_out, int(r)):9.3f}")

    for (r, d), folder, count in (((True, True), "images", 4), ((False, False), "images", 4),
                                  ((True, False), "counterexamples", 2), ((False, True), "counterexamples", 2)):
        for i, field in enumerate(make_fields(21 + 2 * r + d, count, r, d), 1):
            save(folder, f"{CLASSES[r]}{'_dust' if d and not r else '_clean' if r and not d else ''}_{i}", field)


if __name__ == "__main__":
    main()
