package io.github.fijiray.attribution.extremal;

import io.github.fijiray.attribution.MaskObjective;

import java.util.Arrays;

/** The objective with masks and perturbed images computed in Java, around the classifier's training graph. */
final class JavaObjective implements LatticeObjective {

	private final MaskObjective objective;
	private float[][] gradients = {};

	JavaObjective(MaskObjective objective) {
		this.objective = objective;
	}

	@Override
	public float[] gradient(LatticeMask[] masks, boolean mirrored, PixelTerm term) {
		if (gradients.length != masks.length) gradients = new float[masks.length][masks[0].mask().length];
		final float[] rewards = objective.gradient(Arrays.stream(masks).map(LatticeMask::mask).toArray(float[][]::new),
			mirrored, gradients);
		MaskObjective.forEach(masks.length, a -> {
			term.addTo(a, gradients[a]);
			masks[a].smooth().backward(gradients[a], masks[a].nodeGradient());
		});
		return rewards;
	}
}
