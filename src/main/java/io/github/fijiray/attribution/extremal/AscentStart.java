package io.github.fijiray.attribution.extremal;

import io.github.fijiray.mask.Lattice;

import java.util.Arrays;

/**
 * Where the ascents of the masks begin: at all ones as published, or <em>warm</em>, at masks that are nearly right
 * already, from where the way is shorter.
 */
final class AscentStart {

	/** All ones. */
	static final AscentStart ONES = new AscentStart(null);

	/** Share of the passes that a warm start needs. */
	private static final double WARM_PASSES = 0.25;
	private static final float DISTURBANCE = 0.05f;

	/** One per area, or null for ones. */
	private final float[][] masks;

	private AscentStart(float[][] masks) {
		this.masks = masks;
	}

	/** @param masks {@code float[areas][height * width]}, one for every area to come */
	static AscentStart at(float[][] masks) {
		return new AscentStart(masks);
	}

	boolean isWarm() {
		return masks != null;
	}

	/** Number of passes to make from here. */
	int passes(ExtremalSettings settings) {
		return isWarm() ? warmPasses(settings) : settings.passesOrDefault();
	}

	static int warmPasses(ExtremalSettings settings) {
		return (int) Math.ceil(WARM_PASSES * settings.passesOrDefault());
	}

	/**
	 * The nodes of one mask: ones, or that mask where the nodes are, which the kernel of a smooth mask then widens; a little
	 * less at random if the settings have a seed.
	 */
	float[] nodes(int area, Lattice lattice, ExtremalSettings settings) {
		final float[] nodes = new float[lattice.size()];
		if (isWarm()) sample(masks[area], lattice, nodes);
		else Arrays.fill(nodes, 1);
		settings.startNoise(nodes.length).ifPresent(noise -> {
			for (int i = 0; i < nodes.length; i++)
				nodes[i] = Math.max(0, nodes[i] - DISTURBANCE * Math.abs(noise[i]));
		});
		return nodes;
	}

	private static void sample(float[] mask, Lattice lattice, float[] nodes) {
		for (int i = 0; i < nodes.length; i++) {
			final double y = lattice.top() + i / lattice.columns() * lattice.step();
			final double x = lattice.left() + i % lattice.columns() * lattice.step();
			nodes[i] = (pixel(mask, lattice, Math.floor(y), Math.floor(x)) + pixel(mask, lattice, Math.floor(y), Math.ceil(
				x)) + pixel(mask, lattice, Math.ceil(y), Math.floor(x)) + pixel(mask, lattice, Math.ceil(y), Math.ceil(x))) / 4;
		}
	}

	/** Nodes beyond the border take its value; those between two pixels, half of each. */
	private static float pixel(float[] mask, Lattice lattice, double y, double x) {
		final int row = (int) Math.max(0, Math.min(lattice.height() - 1, y));
		final int column = (int) Math.max(0, Math.min(lattice.width() - 1, x));
		return mask[row * lattice.width() + column];
	}
}
