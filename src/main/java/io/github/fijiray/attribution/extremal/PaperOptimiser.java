package io.github.fijiray.attribution.extremal;

import io.github.fijiray.attribution.MaskObjective;
import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.mask.AreaPenalty;
import io.github.fijiray.mask.AreaProjection;
import io.github.fijiray.mask.MomentumAscent;
import io.github.fijiray.mask.SmaxMask;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The published scheme (Fong, Patrick, Vedaldi, ICCV 2019, §3.2 and §4): masks of the max-smooth family start from all
 * ones, and gradient ascent weighs the score against the area penalty of eq. 4, whose weight of 300 doubles at one and
 * at two thirds of the passes. Every second pass sees the mirror image.
 * <p>
 * The area is counted over the image itself. What remains between the area that the penalty reached and the one that was
 * asked for is closed by a final {@link AreaProjection}.
 * </p>
 */
final class PaperOptimiser implements MaskOptimiser {

	private static final float RATE = 0.01f;
	private static final double PENALTY_WEIGHT = 300;

	@Override
	public float[][] optimise(ExtremalObjective objective, ExtremalSettings settings, AscentStart start,
		Monitor monitor)
	{
		final MaskNodes grid = MaskNodes.of(objective, settings);
		final Ascent[] ascents = IntStream.range(0, settings.areas().size()).mapToObj(a -> new Ascent(settings.areas().get(a),
			grid, start.nodes(a, grid.lattice(), settings))).toArray(Ascent[]::new);
		final float[][] masks = Arrays.stream(ascents).map(ascent -> ascent.mask).toArray(float[][]::new);
		final LatticeMask[] latticeMasks = Arrays.stream(ascents).map(Ascent::latticeMask).toArray(LatticeMask[]::new);

		final int passes = start.passes(settings);
		for (int pass = 0; pass < passes; pass++) {
			final double penaltyWeight = PENALTY_WEIGHT * (1 << 3 * pass / passes);
			objective.ofNodes().gradient(latticeMasks, pass % 2 == 1, (a, gradient) -> ascents[a].addPenalty(penaltyWeight,
				gradient));
			MaskObjective.forEach(masks.length, a -> ascents[a].step());
			monitor.passed(pass + 1, passes, masks);
		}
		MaskObjective.forEach(masks.length, a -> AreaProjection.project(masks[a], ascents[a].area));
		return masks;
	}

	/** The ascent of the mask of one area. */
	private static final class Ascent {

		private final double area;
		private final SmaxMask smooth;
		private final float[] compensation;
		private final AreaPenalty penalty;
		private final MomentumAscent momentum;
		private final float[] nodes;
		private final float[] nodeGradient;
		private final float[] mask;

		/** @param nodes to start from, and to work on */
		Ascent(double area, MaskNodes grid, float[] nodes) {
			this.area = area;
			smooth = grid.mask();
			compensation = grid.compensation();
			penalty = new AreaPenalty(area);
			this.nodes = nodes;
			nodeGradient = new float[nodes.length];
			momentum = new MomentumAscent(nodes.length);
			mask = new float[grid.lattice().pixels()];
			smooth.forward(nodes, mask);
		}

		LatticeMask latticeMask() {
			return new LatticeMask(smooth, nodes, mask, nodeGradient);
		}

		void addPenalty(double weight, float[] gradient) {
			penalty.addGradient(mask, -weight, gradient);
		}

		void step() {
			for (int i = 0; i < nodes.length; i++)
				nodeGradient[i] *= compensation[i];
			momentum.ascend(nodes, nodeGradient, RATE);
			smooth.forward(nodes, mask);
		}
	}
}
