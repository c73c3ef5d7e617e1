package io.github.fijiray.attribution.map.method;

import java.util.SplittableRandom;

/**
 * Random masks of RISE: cells that are kept with a probability, interpolated bilinearly and shifted by a random part of a
 * cell. Each mask depends on the seed and its number alone.
 */
final class RandomGrid {

	private final long start;
	private final int cells;
	private final double keep;
	private final int height;
	private final int width;

	/**
	 * @param cells along each side of the image
	 * @param keep share of the cells that are kept
	 */
	RandomGrid(long seed, int cells, double keep, int height, int width) {
		// Where the masks of a seed begin: those of the next seed are no neighbours, and share no part of their sequences.
		start = new SplittableRandom(seed).nextLong();
		this.cells = cells;
		this.keep = keep;
		this.height = height;
		this.width = width;
	}

	/** @return {@code float[height][width]} flattened, in [0, 1] */
	float[] mask(int number) {
		SplittableRandom random = new SplittableRandom(start + number);
		int nodes = cells + 2;
		float[] lattice = new float[nodes * nodes];
		for (int i = 0; i < lattice.length; i++)
			lattice[i] = random.nextDouble() < keep ? 1 : 0;
		double shiftY = random.nextDouble(), shiftX = random.nextDouble();
		float[] mask = new float[height * width];
		for (int y = 0; y < height; y++) {
			double v = shiftY + (y + 0.5) * cells / height;
			for (int x = 0; x < width; x++) {
				double u = shiftX + (x + 0.5) * cells / width;
				mask[y * width + x] = interpolated(lattice, nodes, v, u);
			}
		}
		return mask;
	}

	private static float interpolated(float[] lattice, int nodes, double v, double u) {
		int row = Math.min((int) v, nodes - 2), column = Math.min((int) u, nodes - 2);
		float down = (float) (v - row), right = (float) (u - column);
		int at = row * nodes + column;
		float upper = lattice[at] + right * (lattice[at + 1] - lattice[at]);
		float lower = lattice[at + nodes] + right * (lattice[at + nodes + 1] - lattice[at + nodes]);
		return upper + down * (lower - upper);
	}
}
