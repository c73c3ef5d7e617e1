package io.github.fijiray.attribution.extremal;

import io.github.fijiray.mask.Lattice;
import io.github.fijiray.mask.SmaxMask;

import java.util.Arrays;

/** The nodes of an ascent's max-smooth masks, and how far they step for all to change a mask's area alike. */
final class MaskNodes {

	private final Lattice lattice;
	private final SmaxMask smooth;
	private final float[] influence;
	private final float[] compensation;

	MaskNodes(Lattice lattice, double sigma) {
		this.lattice = lattice;
		smooth = new SmaxMask(lattice, sigma);
		influence = new float[lattice.size()];
		final float[] pixels = new float[lattice.pixels()];
		Arrays.fill(pixels, 1);
		even().backward(pixels, influence);
		compensation = new float[lattice.size()];
		final float middle = influence[middle()];
		for (int i = 0; i < compensation.length; i++)
			compensation[i] = middle / influence[i];
	}

	/** Those of the masks that the settings ask for. */
	static MaskNodes of(ExtremalObjective objective, ExtremalSettings settings) {
		final double sigma = settings.smoothnessFor(objective.height(), objective.width());
		return new MaskNodes(Lattice.forSigma(objective.height(), objective.width(), sigma), sigma);
	}

	Lattice lattice() {
		return lattice;
	}

	/** Index of the node in the middle. */
	int middle() {
		return lattice.rows() / 2 * lattice.columns() + lattice.columns() / 2;
	}

	/** Another mask of these nodes. */
	SmaxMask mask() {
		return smooth.another();
	}

	/** The mask of ones, whose backward pass gives each node what its pixels ask for, whichever node they follow now. */
	SmaxMask even() {
		final SmaxMask even = mask();
		final float[] ones = new float[lattice.size()];
		Arrays.fill(ones, 1);
		even.forward(ones, new float[lattice.pixels()]);
		return even;
	}

	/** By how many pixels' worth the mask of ones changes with each node. */
	float[] influence() {
		return influence;
	}

	/**
	 * Steps of the nodes relative to the one in the middle. Nodes at the border reach fewer pixels, so an area constraint
	 * would pull them down more slowly than the others; they would soon be the largest, and the constraint would then
	 * pull the border up as the region to keep, whatever the score says.
	 */
	float[] compensation() {
		return compensation;
	}
}
