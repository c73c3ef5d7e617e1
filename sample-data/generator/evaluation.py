"""Makes the evaluation set: responders with dust, at the resolution of the classifiers. None of them has its responding
cell in the middle, where a map that knows nothing would find it.

    python3 sample-data/generator/evaluation.py

needs numpy, scipy and tifffile. The same seeds give the same images.
"""
import itertools
from pathlib import Path

import numpy as np
import tifffile

from fluorescence import PIXEL, SIZE, make_field

ROOT = Path(__file__).resolve().parent.parent / "evaluation"
COUNT = 16
SEED = 31  # of no other field
OFF_CENTRE = 8  # pixels between the responding cell and the middle of the field


def halved(plane):
    """The mean of each 2 × 2 pixels."""
    return plane.reshape(plane.shape[0] // 2, 2, plane.shape[1] // 2, 2).mean((1, 3))


def is_off_centre(region):
    y, x = np.nonzero(region)
    return np.hypot(y - (SIZE - 1) / 2, x - (SIZE - 1) / 2).min() >= OFF_CENTRE


def fields():
    """Endless fields of the kind."""
    for i in itertools.count():
        field = make_field(np.random.default_rng([SEED, i]), True, True)
        if is_off_centre(field.truth):
            yield field


def save(folder, name, pixels, axes):
    (ROOT / folder).mkdir(parents=True, exist_ok=True)
    tifffile.imwrite(ROOT / folder / f"{name}.tif", pixels, imagej=True, resolution=(0.5 / PIXEL, 0.5 / PIXEL),
                     metadata={"axes": axes, "unit": "um"})


def main():
    for i, field in enumerate(itertools.islice(fields(), COUNT), 1):
        name = f"responder_{i:02}"
        save("images", name, np.stack([np.rint(halved(c.astype(float))) for c in field.image]).astype(np.uint16), "CYX")
        for folder, region in (("truth", field.truth), ("artefacts", field.artefact)):
            save(folder, name, (255 * (halved(region.astype(float)) >= 0.5)).astype(np.uint8), "YX")


if __name__ == "__main__":
    main()
