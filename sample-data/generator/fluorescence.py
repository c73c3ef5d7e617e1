"""Synthetic two-channel wide-field fluorescence fields with a known decisive cell and a known artefact.

Channel 0 shows nuclei (a DNA stain), channel 1 a cytosolic marker. In a field with a responder, one cell has
gathered its marker in bright granules. A dust speck, where there is one, glows in both channels.
"""
from dataclasses import dataclass

import numpy as np
from scipy import ndimage as ndi

SIZE = 192  # pixels
PIXEL = 0.325  # µm
OFFSET = 100  # grey value of the camera without light
GAIN = 0.6  # photo-electrons per grey value
READ_NOISE = 3.0  # grey values
MARGIN = 8  # pixels between the decisive cell and the border or the dust


@dataclass
class Field:
    image: np.ndarray  # uint16, [2, SIZE, SIZE]
    truth: np.ndarray  # bool, the responder; without one, all cells in focus
    artefact: np.ndarray  # bool, the dust speck, empty without dust


def smooth_noise(rng, sigma, shape=(SIZE, SIZE)):
    """Gaussian random texture of zero mean and unit variance."""
    noise = ndi.gaussian_filter(rng.standard_normal(shape), sigma, mode="wrap")
    return (noise - noise.mean()) / noise.std()


def blob(rng, y, x, radius, roughness, elongation):
    """Normalised radius of an irregular smooth shape: 0 at the centre, 1 on its outline."""
    dy, dx = np.mgrid[:SIZE, :SIZE] - np.array([y, x]).reshape(2, 1, 1)
    turn = rng.uniform(0, np.pi)
    along, across = dx * np.cos(turn) + dy * np.sin(turn), dy * np.cos(turn) - dx * np.sin(turn)
    stretch = np.sqrt(rng.uniform(1, elongation))
    along, across = along / stretch, across * stretch
    angle = np.arctan2(across, along)
    outline = np.ones_like(angle)
    for k in range(2, 7):
        outline += roughness * rng.standard_normal() / k * np.cos(k * angle + rng.uniform(0, 2 * np.pi))
    return np.hypot(along, across) / (radius * np.maximum(outline, 0.3))


def paint_spots(layer, ys, xs, radii, heights):
    """Adds Gaussian spots in place."""
    for y, x, radius, height in zip(ys, xs, radii, heights):
        reach = int(4 * radius) + 1
        top, left = max(0, int(y) - reach), max(0, int(x) - reach)
        window = layer[top:int(y) + reach + 1, left:int(x) + reach + 1]
        dy, dx = np.mgrid[:window.shape[0], :window.shape[1]]
        window += height * np.exp(-((dy + top - y) ** 2 + (dx + left - x) ** 2) / (2 * radius ** 2))


def paint_nucleus(rng, layer, y, x, radius):
    """Adds a nucleus with chromatin texture and dark nucleoli in place; returns where it is."""
    shape = blob(rng, y, x, radius, 0.06, 1.5)
    inside = 1 / (1 + np.exp((shape - 1) * 14))
    chromatin = 1 + 0.16 * smooth_noise(rng, 1.6) + 0.10 * smooth_noise(rng, 4)
    nucleoli = np.zeros_like(layer)
    count = rng.integers(2, 5)
    turn, distance = rng.uniform(0, 2 * np.pi, count), radius * 0.6 * np.sqrt(rng.uniform(0, 1, count))
    paint_spots(nucleoli, y + distance * np.sin(turn), x + distance * np.cos(turn),
                rng.uniform(1.6, 3.0, count), rng.uniform(0.3, 0.55, count))
    thickness = 0.55 + 0.45 * np.sqrt(np.clip(1 - shape ** 2, 0, 1))
    layer += rng.lognormal(np.log(2000), 0.22) * inside * thickness * np.clip(chromatin - nucleoli, 0.15, None)
    return inside


def paint_granules(rng, layer, cytosol, nucleus_at, count, radius, height):
    """Adds spots in place, in the cytosol and more of them near the nucleus."""
    ys, xs = np.nonzero(cytosol)
    weight = np.exp(-np.hypot(ys - nucleus_at[0], xs - nucleus_at[1]) / 25)
    chosen = rng.choice(len(ys), count, p=weight / weight.sum())
    paint_spots(layer, ys[chosen] + rng.uniform(-0.5, 0.5, count), xs[chosen] + rng.uniform(-0.5, 0.5, count),
                rng.uniform(*radius, count), height * rng.lognormal(0, 0.35, count))


def paint_cell(rng, light, free, y, x, radius, responder):
    """Adds one cell to the light of both channels in place; returns the pixels it covers."""
    shape = blob(rng, y, x, radius, 0.11, 1.5)
    edge = 1 / (1 + np.exp((shape - 1) * 22)) * free
    covered = edge > 0.5
    off_centre = rng.uniform(-0.15, 0.15, 2) * radius
    nucleus_at = y + off_centre[0], x + off_centre[1]
    nucleus = paint_nucleus(rng, light[0], *nucleus_at, radius * rng.uniform(0.40, 0.48))
    thickness = 0.35 + 0.65 * np.sqrt(np.clip(1 - shape ** 2, 0, 1))
    network = np.clip(1 + 0.20 * smooth_noise(rng, 1.3) + 0.22 * smooth_noise(rng, 5), 0.2, None)
    expression = rng.lognormal(np.log(620), 0.25)
    level = expression * (0.8 if responder else 1)
    light[1] += level * edge * thickness * network * (1 - 0.55 * nucleus)
    cytosol = (edge > 0.8) & (shape < 0.9) & (nucleus < 0.3)
    if cytosol.any():
        if responder:
            paint_granules(rng, light[1], cytosol, nucleus_at, rng.integers(45, 75), (1.0, 1.9), 2300)
        else:
            paint_granules(rng, light[1], cytosol, nucleus_at, rng.integers(0, 5), (0.9, 1.3), 600)
    return covered


def place_cells(rng, radius):
    """Centres of the decisive cell, which lies wholly inside, and of its neighbours."""
    low = radius * 1.15 + MARGIN
    centres = [rng.uniform(low, SIZE - low, 2)]
    radii = [radius]
    for _ in range(60):
        centre, other = rng.uniform(-12, SIZE + 12, 2), rng.uniform(25, 35)
        if all(np.hypot(*(centre - c)) > 0.98 * (other + r) for c, r in zip(centres, radii)):
            centres.append(centre)
            radii.append(other)
    return centres, radii


def paint_dust(rng, light, keep_off):
    """Adds a bright clump with a halo and a short fibre to both channels in place; returns where it is."""
    distance = ndi.distance_transform_edt(~keep_off)
    distance[:14], distance[-14:], distance[:, :14], distance[:, -14:] = 0, 0, 0, 0
    ys, xs = np.nonzero(distance > MARGIN + 16)
    if not len(ys):
        ys, xs = [np.array([i]) for i in np.unravel_index(distance.argmax(), distance.shape)]
    at = rng.integers(len(ys))
    dust = np.zeros((SIZE, SIZE))
    grains = rng.integers(9, 15)
    paint_spots(dust, ys[at] + rng.normal(0, 3.6, grains), xs[at] + rng.normal(0, 3.6, grains),
                rng.uniform(1.2, 2.8, grains), rng.uniform(0.3, 1.0, grains))
    along = np.linspace(-1, 1, 40)
    turn, bend = rng.uniform(0, 2 * np.pi), rng.uniform(-4, 4)
    fibre_x, fibre_y = 11 * along, bend * (along ** 2 - 0.3)
    paint_spots(dust, ys[at] + fibre_x * np.sin(turn) + fibre_y * np.cos(turn),
                xs[at] + fibre_x * np.cos(turn) - fibre_y * np.sin(turn), np.full(40, 0.9), np.full(40, 0.22))
    dust = ndi.gaussian_filter(dust, 1.0) + 0.5 * ndi.gaussian_filter(dust, 6)
    brightness = rng.uniform(5000, 9000)
    light[0] += 0.8 * brightness * dust
    light[1] += brightness * dust
    return dust * brightness > 700


def expose(rng, light):
    """What the camera records: optics, uneven illumination, background, photon and read noise."""
    recorded = np.empty(light.shape, np.uint16)
    y, x = np.mgrid[:SIZE, :SIZE] / SIZE - rng.uniform(0.35, 0.65, (2, 1, 1))
    lamp = 1 - rng.uniform(0.35, 0.75) * (y ** 2 + x ** 2)
    for channel, layer in enumerate(light):
        sharp = ndi.gaussian_filter(layer, 1.0 + 0.15 * channel)
        haze = ndi.gaussian_filter(layer, 14, mode="nearest")
        medium = rng.uniform(50, 110) * (1 + 0.12 * smooth_noise(rng, 40))
        electrons = rng.poisson(GAIN * np.clip(lamp * (0.85 * sharp + 0.15 * haze + medium), 0, None))
        grey = electrons / GAIN + OFFSET + READ_NOISE * rng.standard_normal(layer.shape)
        recorded[channel] = np.clip(np.rint(grey), 0, 65535)
    return recorded


def paint_floating_cells(rng, light):
    """Adds round cells above the focal plane in place."""
    for _ in range(rng.integers(0, 3)):
        above = np.zeros_like(light)
        y, x = rng.uniform(0, SIZE, 2)
        radius = rng.uniform(18, 24)
        paint_cell(rng, above, np.ones((SIZE, SIZE)), y, x, radius, False)
        light += rng.uniform(0.5, 0.8) * ndi.gaussian_filter(above, (0, 7, 7))


def make_field(rng, responder, dusty):
    """One field, with or without a responder, with or without dust."""
    light = np.zeros((2, SIZE, SIZE))
    centres, radii = place_cells(rng, rng.uniform(34, 40))
    free = np.ones((SIZE, SIZE))
    cells = []
    for i, ((y, x), radius) in enumerate(zip(centres, radii)):
        cells.append(paint_cell(rng, light, free, y, x, radius, responder and i == 0))
        free = free * ~cells[-1]
    paint_floating_cells(rng, light)
    artefact = paint_dust(rng, light, cells[0]) if dusty else np.zeros((SIZE, SIZE), bool)
    truth = cells[0] if responder else np.any(cells, axis=0)
    return Field(expose(rng, light), truth, artefact)
