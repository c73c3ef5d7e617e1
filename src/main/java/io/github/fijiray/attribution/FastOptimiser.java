package io.github.fijiray.attribution;

import io.github.fijiray.mask.Adam;
import io.github.fijiray.mask.ContourProjection;
import io.github.fijiray.mask.DensityFilter;
import io.github.fijiray.mask.Lattice;

import java.util.Arrays;

/**
 * Masks that have their area in every pass: a filtered field is projected onto the masks of that area, and Adam moves the
 * field along them.
 * <p>
 * The field starts from the score's own gradient at uniform masks. The area shrinks geometrically from nearly the whole
 * image to the one asked for over the first 70 % of the passes: a mask that is small from the start takes its gradients
 * from a blurred image and finds scattered evidence off the object. Every second pass sees the mirror image, and over the
 * last fifth of the passes the best mask is kept, judged upright and mirrored together.
 * </p>
 */
final class FastOptimiser implements MaskOptimiser {

	private static final double FIRST_AREA = 0.97;
	private static final double SHRINKING = 0.7;
	private static final double SHARPENING = 0.8;
	private static final double JUDGING = 0.8;
	/** Slope of a mask on its contour, times σ: that of the max-smooth family. */
	private static final double SLOPE = 1.22;
	private static final double RATE = 0.6;
	private static final float[] DOSES = { 0.25f, 0.4f, 0.55f, 0.7f, 0.85f, 1 };
	private static final float DISTURBANCE = 0.1f;

	@Override
	public float[][] optimise(MaskObjective objective, ExtremalSettings settings, Monitor monitor) {
		final double sigma = settings.smoothnessFor(objective.height(), objective.width());
		final Lattice lattice = Lattice.forSigma(objective.height(), objective.width(), sigma);
		final DensityFilter filter = new DensityFilter(lattice, sigma);
		final float[] start = start(objective, filter, lattice);
		settings.startNoise(lattice.size()).ifPresent(noise -> {
			for (int i = 0; i < start.length; i++)
				start[i] += DISTURBANCE * noise[i];
		});
		final Ascent[] ascents = settings.areas().stream().map(area -> new Ascent(area, lattice, filter.another(), start))
			.toArray(Ascent[]::new);
		final float[][] masks = Arrays.stream(ascents).map(ascent -> ascent.mask).toArray(float[][]::new);
		final float[][] gradients = new float[masks.length][lattice.pixels()];

		final int passes = settings.passesOrDefault();
		// Rounded down, so that the last of few passes has the area asked for.
		final int shrinkingPasses = (int) (SHRINKING * passes);
		for (int pass = 0; pass < passes; pass++) {
			final double progress = (double) pass / passes;
			final double shrunk = pass < shrinkingPasses ? (double) pass / shrinkingPasses : 1;
			final double slope = SLOPE / sigma / Math.max(1, 2 - progress / SHARPENING);
			MaskObjective.forEach(masks.length, a -> ascents[a].project(shrunk, slope));
			final float[] rewards = objective.gradient(masks, pass % 2 == 1, gradients);
			final boolean judging = progress >= JUDGING || pass == passes - 1;
			MaskObjective.forEach(masks.length, a -> {
				ascents[a].judge(rewards[a], judging);
				ascents[a].step(gradients[a], (float) (RATE * (1 + Math.cos(Math.PI * progress)) / 2));
			});
			monitor.passed(pass + 1, passes, masks);
		}
		return Arrays.stream(ascents).map(ascent -> ascent.best).toArray(float[][]::new);
	}

	/**
	 * Where the score asks for more of the image: its gradient at uniform masks of several doses, gathered at the nodes,
	 * each brought to mean 0 and deviation 1 so that all doses count alike.
	 */
	private static float[] start(MaskObjective objective, DensityFilter filter, Lattice lattice) {
		final float[][] masks = new float[DOSES.length][lattice.pixels()];
		for (int d = 0; d < DOSES.length; d++)
			Arrays.fill(masks[d], DOSES[d]);
		final float[][] gradients = new float[DOSES.length][lattice.pixels()];
		objective.gradient(masks, false, gradients);
		final float[] start = new float[lattice.size()];
		final float[] nodes = new float[lattice.size()];
		for (float[] gradient : gradients) {
			filter.backward(gradient, nodes);
			standardise(nodes, mean(nodes), deviation(nodes));
			for (int i = 0; i < start.length; i++)
				start[i] += nodes[i] / DOSES.length;
		}
		return start;
	}

	private static double mean(float[] values) {
		double sum = 0;
		for (float value : values)
			sum += value;
		return sum / values.length;
	}

	private static double deviation(float[] values) {
		final double mean = mean(values);
		double squares = 0;
		for (float value : values)
			squares += (value - mean) * (value - mean);
		return Math.sqrt(squares / values.length);
	}

	/** Brings values of the given mean and deviation to 0 and 1; constant values only to 0. */
	private static void standardise(float[] values, double mean, double deviation) {
		final double scale = deviation > 0 ? 1 / deviation : 1;
		for (int i = 0; i < values.length; i++)
			values[i] = (float) ((values[i] - mean) * scale);
	}

	/** The ascent of the mask of one area. */
	private static final class Ascent {

		private final double area;
		private final DensityFilter filter;
		private final ContourProjection projection;
		private final Adam adam;
		private final float[] nodes;
		private final float[] nodeGradient;
		private final float[] field;
		private final float[] mask;
		private final float[] best;
		private float lastReward = Float.NaN;
		private double bestReward = Double.NEGATIVE_INFINITY;

		Ascent(double area, Lattice lattice, DensityFilter filter, float[] start) {
			this.area = area;
			this.filter = filter;
			projection = new ContourProjection(lattice.height(), lattice.width());
			adam = new Adam(lattice.size());
			nodes = start.clone();
			nodeGradient = new float[lattice.size()];
			field = new float[lattice.pixels()];
			mask = new float[lattice.pixels()];
			best = new float[lattice.pixels()];
		}

		/** @param shrunk how far the area has come from the first (0) to the one asked for (1) */
		void project(double shrunk, double slope) {
			filter.forward(nodes, field);
			projection.forward(field, FIRST_AREA * Math.pow(area / FIRST_AREA, shrunk), slope, mask);
		}

		/** Keeps the mask if it is the best so far by the mean reward of two passes, one upright and one mirrored. */
		void judge(float reward, boolean judging) {
			final double mean = Float.isNaN(lastReward) ? reward : (lastReward + reward) / 2.0;
			lastReward = reward;
			if (!judging || mean <= bestReward) return;
			bestReward = mean;
			System.arraycopy(mask, 0, best, 0, mask.length);
		}

		/** Moves the field uphill; its mean and scale, which the projection ignores, are kept at 0 and 1. */
		void step(float[] gradient, float rate) {
			projection.backward(gradient, gradient);
			filter.backward(gradient, nodeGradient);
			standardise(nodeGradient, 0, rootMeanSquare(nodeGradient));
			standardise(nodes, mean(field), deviation(field));
			adam.ascend(nodes, nodeGradient, rate);
		}

		private static double rootMeanSquare(float[] values) {
			double squares = 0;
			for (float value : values)
				squares += (double) value * value;
			return Math.sqrt(squares / values.length);
		}
	}
}
