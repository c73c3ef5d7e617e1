package io.github.fijiray.audit;

import io.github.fijiray.attribution.extremal.ExtremalMask;
import io.github.fijiray.attribution.extremal.ExtremalResult;
import io.github.fijiray.classifier.preprocessing.Placement;

import ij.process.FloatProcessor;

import java.util.List;

/**
 * The place that an extremal perturbation points at: the maximum of the masks of the areas asked for, summed and smoothed
 * (Fong, Patrick, Vedaldi, ICCV 2019, §4.2).
 */
final class PointingMap {

	/** σ as a share of the shorter side. */
	private static final double SMOOTHING = 0.09;

	private PointingMap() {}

	/** @return index of the place in {@code [sourceHeight][sourceWidth]} flattened */
	static int maximum(ExtremalResult result, Placement placement) {
		float[] sum = new float[result.height() * result.width()];
		List<ExtremalMask> masks = result.masksAskedFor();
		for (ExtremalMask mask : masks)
			for (int i = 0; i < sum.length; i++)
				sum[i] += mask.mask()[i] / masks.size();
		FloatProcessor smooth = new FloatProcessor(result.width(), result.height(), sum);
		smooth.blurGaussian(SMOOTHING * Math.min(result.width(), result.height()));
		float[] map = placement.toSource((float[]) smooth.getPixels());
		int best = 0;
		for (int i = 1; i < map.length; i++)
			if (map[i] > map[best]) best = i;
		return best;
	}
}
