package io.github.fijiray.attribution.metric;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.MaskedScores;
import io.github.fijiray.attribution.map.ScoreScale;
import io.github.fijiray.perturbation.FadeReference;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Deletion and insertion: how fast the probability of the class falls when the most relevant pixels go first, and rises
 * when they come first (Petsiuk, Das, Saenko, BMVC 2018, §4.2). Among pixels of the same value chance decides, by the
 * context's seed.
 */
public final class PixelOrder {

	/** Steps of a curve if nothing else is asked for. */
	public static final int DEFAULT_STEPS = 50;

	private final AttributionContext context;
	private final int[] ranks;
	private final int steps;

	/**
	 * @param map {@code float[height][width]} of the context's image, flattened
	 * @param steps from no pixels to all of them
	 */
	public PixelOrder(AttributionContext context, float[] map, int steps) {
		if (steps < 1) throw new IllegalArgumentException("A curve of " + steps + " steps; expected at least 1.");
		this.context = context;
		this.steps = steps;
		ranks = ranks(map, context.seed());
	}

	/** Pixels go black; a small area is good. */
	public ConfidenceCurve deletion() {
		return curve(MaskedScores.fading(context, FadeReference.BLACK, ScoreScale.PROBABILITY), step -> mask(step, 0, 1));
	}

	/** Pixels come into the blurred image; a large area is good. */
	public ConfidenceCurve insertion() {
		return curve(MaskedScores.blurring(context, ScoreScale.PROBABILITY), step -> mask(step, 1, 0));
	}

	private ConfidenceCurve curve(MaskedScores scores, IntFunction<float[]> masks) {
		double[] probabilities = new double[steps + 1];
		scores.stream(steps + 1, masks, (step, mask, score) -> probabilities[step] = score);
		return new ConfidenceCurve(IntStream.rangeClosed(0, steps).mapToDouble(step -> (double) step / steps).toArray(),
			probabilities);
	}

	private float[] mask(int step, float first, float others) {
		long number = Math.round((double) step / steps * ranks.length);
		float[] mask = new float[ranks.length];
		for (int i = 0; i < mask.length; i++)
			mask[i] = ranks[i] < number ? first : others;
		return mask;
	}

	/** The rank of every pixel, 0 for the largest value. */
	private static int[] ranks(float[] map, long seed) {
		Random random = new Random(seed);
		long[] chances = new long[map.length];
		Arrays.setAll(chances, i -> random.nextLong());
		int[] order = IntStream.range(0, map.length).boxed().sorted(Comparator.comparingDouble((Integer i) -> -map[i])
			.thenComparingLong(i -> chances[i])).mapToInt(Integer::intValue).toArray();
		int[] ranks = new int[map.length];
		for (int rank = 0; rank < order.length; rank++)
			ranks[order[rank]] = rank;
		return ranks;
	}
}
