package io.github.fijiray.attribution;

import io.github.fijiray.mask.Adam;
import io.github.fijiray.mask.ContourProjection;
import io.github.fijiray.mask.DensityFilter;
import io.github.fijiray.mask.Lattice;

import java.util.Arrays;

/**
 * Shrinking masks of exact area as in {@link FastOptimiser}, with what the study varies: the field starts flat, and a
 * pixel's gradient counts with the power {@code reach} of m(1-m). At 1 this is the true gradient, which is 0 where the
 * mask is 0 or 1; at 0 it is mirror ascent, in which what was given up can come back.
 *
 * @param reach power of m(1-m)
 * @param adam Adam; else a running mean of gradients
 * @param rate size of the steps, in deviations of the field
 * @param shrinking share of the passes in which the area shrinks
 * @param wide width of the filter as a multiple of σ/2
 */
record VariedOptimiser(double reach, boolean adam, double rate, double shrinking, double wide) implements MaskOptimiser {

	private static final double FIRST_AREA = 0.97;
	private static final double JUDGING = 0.8;
	private static final double SLOPE = 1.22;
	private static final float MOMENTUM = 0.9f;

	@Override
	public float[][] optimise(MaskObjective objective, ExtremalSettings settings, Monitor monitor) {
		final double sigma = settings.smoothnessFor(objective.height(), objective.width());
		final Lattice lattice = Lattice.forSigma(objective.height(), objective.width(), sigma);
		final DensityFilter filter = new DensityFilter(lattice, wide * sigma);
		final int count = settings.areas().size(), pixels = lattice.pixels(), passes = settings.passesOrDefault();
		final float[][] masks = new float[count][pixels], gradients = new float[count][pixels];
		final float[][] best = new float[count][pixels], nodes = new float[count][lattice.size()];
		final float[][] velocity = new float[count][lattice.size()];
		final double[] bestReward = new double[count], lastReward = new double[count];
		Arrays.fill(bestReward, Double.NEGATIVE_INFINITY);
		final Adam[] adams = new Adam[count];
		Arrays.setAll(adams, a -> new Adam(lattice.size()));
		final DensityFilter[] filters = new DensityFilter[count];
		Arrays.setAll(filters, a -> filter.another());
		final ContourProjection[] projections = new ContourProjection[count];
		Arrays.setAll(projections, a -> new ContourProjection(lattice.height(), lattice.width()));
		final int shrinkingPasses = (int) (shrinking * passes);

		for (int pass = 0; pass < passes; pass++) {
			final double progress = (double) pass / passes;
			final double shrunk = pass < shrinkingPasses ? (double) pass / shrinkingPasses : 1;
			final double slope = SLOPE / sigma / Math.max(1, 2 - progress / 0.8);
			final float[][] fields = new float[count][pixels];
			MaskObjective.forEach(count, a -> {
				filters[a].forward(nodes[a], fields[a]);
				final double area = settings.areas().get(a);
				projections[a].forward(fields[a], FIRST_AREA * Math.pow(area / FIRST_AREA, shrunk), slope, masks[a]);
			});
			final float[] rewards = objective.gradient(masks, pass % 2 == 1, gradients);
			final float step = (float) (rate * (1 + Math.cos(Math.PI * progress)) / 2);
			for (int a = 0; a < count; a++) {
				final double mean = pass == 0 ? rewards[a] : (lastReward[a] + rewards[a]) / 2;
				lastReward[a] = rewards[a];
				if ((progress >= JUDGING || pass == passes - 1) && mean > bestReward[a]) {
					bestReward[a] = mean;
					best[a] = masks[a].clone();
				}
				weigh(gradients[a], masks[a]);
				final float[] nodeGradient = new float[lattice.size()];
				filters[a].backward(gradients[a], nodeGradient);
				scale(nodeGradient, 0, deviation(nodeGradient, 0));
				final double centre = mean(fields[a]);
				scale(nodes[a], centre, deviation(fields[a], centre));
				if (adam) adams[a].ascend(nodes[a], nodeGradient, step);
				else for (int i = 0; i < nodes[a].length; i++) {
					velocity[a][i] = pass == 0 ? nodeGradient[i] : MOMENTUM * velocity[a][i] + (1 - MOMENTUM) * nodeGradient[i];
					nodes[a][i] += step * velocity[a][i];
				}
			}
		}
		return best;
	}

	private void weigh(float[] gradient, float[] mask) {
		double weighted = 0, weights = 0;
		final double[] weight = new double[mask.length];
		for (int i = 0; i < mask.length; i++) {
			weight[i] = reach == 0 ? 1 : Math.pow(mask[i] * (1.0 - mask[i]), reach);
			weighted += weight[i] * gradient[i];
			weights += weight[i];
		}
		for (int i = 0; i < mask.length; i++)
			gradient[i] = (float) ((gradient[i] - weighted / weights) * weight[i]);
	}

	private static double mean(float[] values) {
		double sum = 0;
		for (float value : values)
			sum += value;
		return sum / values.length;
	}

	private static double deviation(float[] values, double mean) {
		double squares = 0;
		for (float value : values)
			squares += (value - mean) * (value - mean);
		return Math.sqrt(squares / values.length);
	}

	private static void scale(float[] values, double mean, double deviation) {
		for (int i = 0; i < values.length; i++)
			values[i] = (float) ((values[i] - mean) / (deviation > 0 ? deviation : 1));
	}
}
