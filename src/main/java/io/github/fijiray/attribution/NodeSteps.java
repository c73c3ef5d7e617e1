package io.github.fijiray.attribution;

import io.github.fijiray.mask.Lattice;
import io.github.fijiray.mask.SmaxMask;

import java.util.Arrays;

/** How far nodes of a max-smooth mask step, for all to change the mask's area alike. */
final class NodeSteps {

	private NodeSteps() {}

	/**
	 * Steps of the nodes relative to one in the middle. Nodes at the border reach fewer pixels, so an area constraint
	 * would pull them down more slowly than the others; they would soon be the largest, and the constraint would then
	 * pull the border up as the region to keep, whatever the score says.
	 */
	static float[] borderCompensation(Lattice lattice, SmaxMask smooth) {
		final float[] nodes = new float[lattice.size()];
		Arrays.fill(nodes, 1);
		final float[] pixels = new float[lattice.pixels()];
		smooth.forward(nodes, pixels);
		Arrays.fill(pixels, 1);
		final float[] influence = new float[lattice.size()];
		smooth.backward(pixels, influence);
		final float middle = influence[lattice.rows() / 2 * lattice.columns() + lattice.columns() / 2];
		for (int i = 0; i < influence.length; i++)
			influence[i] = middle / influence[i];
		return influence;
	}
}
