package io.github.fijiray.attribution.extremal;

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
		final float[] steps = influence(lattice, smooth);
		final float middle = steps[lattice.rows() / 2 * lattice.columns() + lattice.columns() / 2];
		for (int i = 0; i < steps.length; i++)
			steps[i] = middle / steps[i];
		return steps;
	}

	/** By how many pixels' worth the mask of ones changes with each node. */
	static float[] influence(Lattice lattice, SmaxMask smooth) {
		final float[] influence = new float[lattice.size()];
		final float[] pixels = new float[lattice.pixels()];
		Arrays.fill(pixels, 1);
		even(lattice, smooth).backward(pixels, influence);
		return influence;
	}

	/** The mask of ones, whose backward pass gives each node what its pixels ask for, whichever node they follow now. */
	static SmaxMask even(Lattice lattice, SmaxMask smooth) {
		final SmaxMask even = smooth.another();
		final float[] nodes = new float[lattice.size()];
		Arrays.fill(nodes, 1);
		even.forward(nodes, new float[lattice.pixels()]);
		return even;
	}
}
