package io.github.fijiray.attribution.extremal;

import io.github.fijiray.attribution.MaskObjective;
import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.mask.AreaPenalty;
import io.github.fijiray.mask.AreaProjection;
import io.github.fijiray.mask.SmaxMask;

import java.util.Arrays;

/**
 * Masks of the max-smooth family, like the published ones, that start from all ones, but have a given area in every
 * pass: after a step along the score's gradient, all nodes are lowered together until the mask has it.
 * <p>
 * The area shrinks geometrically from nearly the whole image over the first 80 % of the passes: a mask that is small from
 * the start takes its gradients from a blurred image and finds scattered evidence off the object. The nodes shrink to a
 * little more than the area asked for, and a final {@link AreaProjection} makes it exact: max-smooth masks have wide
 * flanks, and those of just the area asked for would have no room left for ones. Every second pass sees the mirror image.
 * </p>
 * <p>
 * Two things keep masks in one piece. A pixel follows the largest node around it, which alone receives its gradient: what
 * stands out stays so, and masks fall apart into single nodes. So nodes follow mostly the <em>even</em> gradient, what
 * their pixels would give them if all nodes were alike. And with growing weight each node moves towards 0 or 1, whatever
 * its pixels are nearer to at the area asked for, as the published area penalty has it.
 * </p>
 */
final class FastOptimiser implements MaskOptimiser {

	private static final double FIRST_AREA = 0.97;
	private static final double WIDEST = 2;
	/** Sum of the rates of all passes but for their fading: nodes are between 0 and 1, and the mean step is at most 1. */
	private static final double WAY = 4.8;
	/** Share of the rate that is left in the last pass. */
	private static final double LAST = 0.1;
	private static final float MOMENTUM = 0.9f;
	/** Share of the passes from which on nodes are drawn to 0 and 1. */
	private static final double GREY = 0.2;

	private final FastScheme scheme;

	FastOptimiser(FastScheme scheme) {
		this.scheme = scheme;
	}

	@Override
	public float[][] optimise(ExtremalObjective objective, ExtremalSettings settings, AscentStart start,
		Monitor monitor)
	{
		final MaskNodes grid = MaskNodes.of(objective, settings);
		final double smallest = areaOfOneNode(grid);
		final Ascent[] ascents = new Ascent[settings.areas().size()];
		for (int a = 0; a < ascents.length; a++)
			ascents[a] = new Ascent(settings.areas().get(a), aim(settings.areas().get(a), smallest), grid, start.nodes(a, grid
				.lattice(), settings), start.isWarm(), (float) scheme.even());
		final float[][] masks = Arrays.stream(ascents).map(ascent -> ascent.mask).toArray(float[][]::new);
		final float[][] gradients = new float[masks.length][grid.lattice().pixels()];

		final int passes = start.passes(settings);
		for (int pass = 0; pass < passes; pass++) {
			final double rate = WAY / passes * (LAST + (1 - LAST) * (1 + Math.cos(Math.PI * pass / passes)) / 2);
			final double shrunk = Math.min(1, (pass + 1) / (scheme.shrinking() * passes));
			final double binarising = scheme.binarising() * Math.max(0, ((pass + 1.0) / passes - GREY) / (1 - GREY));
			objective.ofPixels().gradient(masks, pass % 2 == 1, gradients);
			MaskObjective.forEach(masks.length, a -> ascents[a].step(gradients[a], (float) rate, shrunk,
				(float) binarising));
			monitor.passed(pass + 1, passes, masks);
		}
		MaskObjective.forEach(masks.length, a -> AreaProjection.project(masks[a], ascents[a].area));
		return masks;
	}

	/** The area that the nodes shrink to: wider than the one asked for, and where possible that of a node at least. */
	private double aim(double area, double smallest) {
		if (area >= FIRST_AREA) return area;
		final double odds = scheme.widening() * area / (1 - area);
		return Math.min(FIRST_AREA, Math.min(WIDEST * area, Math.max(smallest, odds / (1 + odds))));
	}

	/** The smallest area of a mask that is 1 anywhere. */
	private static double areaOfOneNode(MaskNodes grid) {
		final float[] nodes = new float[grid.lattice().size()], mask = new float[grid.lattice().pixels()];
		nodes[grid.middle()] = 1;
		grid.mask().forward(nodes, mask);
		return mean(mask);
	}

	private static double mean(float[] values) {
		double sum = 0;
		for (float value : values)
			sum += value;
		return sum / values.length;
	}

	/** The ascent of the mask of one area. */
	private static final class Ascent {

		private static final double TOLERANCE = 0.005;
		private static final int MAX_ITERATIONS = 20;

		private final double area;
		private final double aim;
		/** Where the area begins to shrink. */
		private final double first;
		private final SmaxMask smooth;
		private final SmaxMask even;
		private final float evenShare;
		private final AreaPenalty penalty;
		private final float[] compensation;
		private final float[] influence;
		/** The nodes before they are lowered. */
		private final float[] raised;
		private final float[] nodes;
		private final float[] nodeGradient;
		private final float[] evenGradient;
		/** What would make the mask binary, per pixel and per node. */
		private final float[] missing;
		private final float[] drawn;
		private final float[] velocity;
		private final float[] mask;
		private boolean started;
		private double steepest;
		/** By how much the nodes were lowered last, and how the area changes with it. */
		private double shift;
		private double slope = -1;

		/** @param nodes to start from, and to work on */
		Ascent(double area, double aim, MaskNodes grid, float[] nodes, boolean warm, float evenShare) {
			this.area = area;
			this.aim = aim;
			smooth = grid.mask();
			compensation = grid.compensation();
			influence = grid.influence();
			even = grid.even();
			this.evenShare = evenShare;
			penalty = new AreaPenalty(aim);
			this.nodes = nodes;
			raised = new float[nodes.length];
			nodeGradient = new float[nodes.length];
			evenGradient = new float[nodes.length];
			missing = new float[grid.lattice().pixels()];
			drawn = new float[nodes.length];
			velocity = new float[nodes.length];
			mask = new float[grid.lattice().pixels()];
			smooth.forward(nodes, mask);
			first = warm ? Math.min(FIRST_AREA, Math.max(aim, mean(mask))) : FIRST_AREA;
		}

		/**
		 * @param shrunk how far the area has come from the first (0) to the last (1)
		 * @param binarising weight of the way to 0 and 1, relative to the steepest gradient of the score
		 */
		void step(float[] gradient, float rate, double shrunk, float binarising) {
			computeScoreStep(gradient);
			if (binarising > 0) computeBinaryStep();
			for (int i = 0; i < nodes.length; i++) {
				final float present = nodeGradient[i] + binarising * drawn[i];
				velocity[i] = started ? MOMENTUM * velocity[i] + (1 - MOMENTUM) * present : present;
				raised[i] = nodes[i] + rate * velocity[i];
			}
			started = true;
			lowerTo(first * Math.pow(aim / first, shrunk));
		}

		/** The gradient of the score, in units of the steepest so far. */
		private void computeScoreStep(float[] gradient) {
			smooth.backward(gradient, nodeGradient);
			even.backward(gradient, evenGradient);
			for (int i = 0; i < nodes.length; i++)
				nodeGradient[i] = compensation[i] * ((1 - evenShare) * nodeGradient[i] + evenShare *
					evenGradient[i]);
			steepest = Math.max(steepest, rootMeanSquare(nodeGradient));
			// The inverse of a smaller number, as of a score at the end of its saturation, may be no float.
			final float scale = steepest >= Float.MIN_NORMAL ? (float) (1 / steepest) : 1;
			for (int i = 0; i < nodes.length; i++)
				nodeGradient[i] *= scale;
		}

		/** How far the pixels of every node are from the binary mask of the area aimed at, on the average. */
		private void computeBinaryStep() {
			Arrays.fill(missing, 0);
			penalty.addGradient(mask, -mask.length / 2.0, missing);
			smooth.backward(missing, drawn);
			for (int i = 0; i < nodes.length; i++)
				drawn[i] /= influence[i];
		}

		private static double rootMeanSquare(float[] values) {
			double squares = 0;
			for (float value : values)
				squares += (double) value * value;
			return Math.sqrt(squares / values.length);
		}

		/**
		 * Lowers the nodes until the mask has an area: secants, which start at what the last pass found, and halves where
		 * a secant leads out of what is known.
		 */
		private void lowerTo(double target) {
			double low = 0, high = 0;
			for (float node : raised) {
				low = Math.min(low, node - 1);
				high = Math.max(high, node);
			}
			double next = shift, lastShift = 0, lastExcess = 0;
			for (int i = 0; i < MAX_ITERATIONS; i++) {
				shift = low < next && next < high ? next : (low + high) / 2;
				final double excess = lower((float) shift) - target;
				if (Math.abs(excess) <= TOLERANCE * Math.min(target, 1 - target)) return;
				if (excess > 0) low = shift;
				else high = shift;
				if (i > 0 && excess != lastExcess) slope = (excess - lastExcess) / (shift - lastShift);
				next = shift - excess / slope;
				lastShift = shift;
				lastExcess = excess;
			}
		}

		/** @return the area */
		private double lower(float shift) {
			for (int i = 0; i < nodes.length; i++)
				nodes[i] = Math.max(0, Math.min(1, raised[i] - shift));
			smooth.forward(nodes, mask);
			return mean(mask);
		}
	}
}
