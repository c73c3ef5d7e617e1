package io.github.fijiray.attribution.extremal;

import io.github.fijiray.mask.Lattice;
import io.github.fijiray.mask.SmaxMask;

import java.util.Arrays;

/** How far nodes of a max-smooth mask step, for all to change the mask's area alike. */
final class NodeSteps {

	private final Lattice lattice;
	private final SmaxMask smooth;
	private final float[] influence;
	private final float[] borderCompensation;

	/** @param smooth computes the masks of the lattice's nodes */
	NodeSteps(Lattice lattice, SmaxMask smooth) {
		this.lattice = lattice;
		this.smooth = smooth;
		influence = new float[lattice.size()];
		final float[] pixels = new float[lattice.pixels()];
		Arrays.fill(pixels, 1);
		even().backward(pixels, influence);
		borderCompensation = new float[influence.length];
		final float middle = influence[lattice.rows() / 2 * lattice.columns() + lattice.columns() / 2];
		for (int i = 0; i < influence.length; i++)
			borderCompensation[i] = middle / influence[i];
	}

	Lattice lattice() {
		return lattice;
	}

	/** A mask of its own for every ascent. */
	SmaxMask mask() {
		return smooth.another();
	}

	/** The mask of ones, whose backward pass gives each node what its pixels ask for, whichever node they follow now. */
	SmaxMask even() {
		final SmaxMask even = mask();
		final float[] nodes = new float[lattice.size()];
		Arrays.fill(nodes, 1);
		even.forward(nodes, new float[lattice.pixels()]);
		return even;
	}

	/** By how many pixels' worth the mask of ones changes with each node. */
	float[] influence() {
		return influence;
	}

	/**
	 * Steps of the nodes relative to one in the middle. Nodes at the border reach fewer pixels, so an area constraint
	 * would pull them down more slowly than the others; they would soon be the largest, and the constraint would then
	 * pull the border up as the region to keep, whatever the score says.
	 */
	float[] borderCompensation() {
		return borderCompensation;
	}
}
