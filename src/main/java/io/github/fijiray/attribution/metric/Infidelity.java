package io.github.fijiray.attribution.metric;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.MaskedScores;
import io.github.fijiray.attribution.map.ScoreScale;
import io.github.fijiray.perturbation.FadeReference;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How badly the sum of a map over a square tells what its removal costs (Yeh et al., NeurIPS 2019, definition 2.1, with
 * squares of §2.3 that go black). Maps have units of their own, so the best factor is taken, and the error is a share of
 * the mean square of the costs.
 */
public final class Infidelity {

	/** Number of squares if nothing else is asked for. */
	public static final int DEFAULT_SQUARES = 200;

	private Infidelity() {}

	/**
	 * @param map {@code float[height][width]} of the context's image, flattened
	 * @param squares number of random squares, with sides from a tenth to a half of the image's shorter one
	 * @return 0 for a map that tells all, 1 for one that tells nothing; NaN if no removal changes the score
	 */
	public static double of(AttributionContext context, float[] map, int squares) {
		double[] costs = new double[squares], sums = new double[squares];
		MaskedScores scores = MaskedScores.fading(context, FadeReference.BLACK, ScoreScale.SCORE);
		float[] whole = new float[map.length];
		Arrays.fill(whole, 1);
		double score = scores.of(whole);
		int height = context.image().height(), width = context.image().width();
		SplittableRandom random = new SplittableRandom(context.seed());
		scores.stream(squares, n -> square(random, height, width), (n, mask, rest) -> {
			costs[n] = score - rest;
			for (int i = 0; i < mask.length; i++)
				sums[n] += (1 - mask[i]) * map[i];
		});
		return residual(sums, costs);
	}

	private static float[] square(SplittableRandom random, int height, int width) {
		int shorter = Math.min(height, width);
		int side = Math.max(1, (int) Math.round(shorter * random.nextDouble(0.1, 0.5)));
		int top = random.nextInt(height - side + 1), left = random.nextInt(width - side + 1);
		float[] mask = new float[height * width];
		Arrays.fill(mask, 1);
		for (int y = top; y < top + side; y++)
			Arrays.fill(mask, y * width + left, y * width + left + side, 0);
		return mask;
	}

	/** min over β of Σ (β·s - d)² / Σ d². */
	static double residual(double[] sums, double[] costs) {
		double both = 0, squaredSums = 0, squaredCosts = 0;
		for (int n = 0; n < sums.length; n++) {
			both += sums[n] * costs[n];
			squaredSums += sums[n] * sums[n];
			squaredCosts += costs[n] * costs[n];
		}
		return squaredSums == 0 && squaredCosts > 0 ? 1 : 1 - both * both / squaredSums / squaredCosts;
	}
}
