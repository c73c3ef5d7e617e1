package io.github.fijiray.mask;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Turns a field of one value per channel into a mask that keeps a given number of channels: those of the largest values. */
public final class CountProjection {

	/** sigmoid(±SATURATION) is 0 and 1 within the precision of a float. */
	private static final double SATURATION = 18;
	private static final int BISECTIONS = 60;

	private CountProjection() {}

	/**
	 * The soft mask {@code m = sigmoid((u - b)/τ)} with b such that {@code Σm = count}.
	 *
	 * @param field u
	 * @param count number of channels to keep, from 0 to all
	 * @param temperature τ &gt; 0
	 * @param mask receives m, shaped like the field
	 */
	public static void soft(float[] field, double count, double temperature, float[] mask) {
		double low = Double.POSITIVE_INFINITY, high = Double.NEGATIVE_INFINITY;
		for (float u : field) {
			low = Math.min(low, u - SATURATION * temperature);
			high = Math.max(high, u + SATURATION * temperature);
		}
		for (int i = 0; i < BISECTIONS; i++) {
			final double middle = (low + high) / 2;
			double sum = 0;
			for (float u : field)
				sum += sigmoid((u - middle) / temperature);
			if (sum > count) low = middle;
			else high = middle;
		}
		for (int i = 0; i < field.length; i++)
			mask[i] = (float) sigmoid((field[i] - (low + high) / 2) / temperature);
	}

	private static double sigmoid(double x) {
		return 1 / (1 + Math.exp(-x));
	}

	/**
	 * The binary mask: 1 for the {@code count} largest values, 0 for the others; of equal values the first ones are kept.
	 *
	 * @return the mask, shaped like the field
	 */
	public static float[] hard(float[] field, int count) {
		final float[] mask = new float[field.length];
		Arrays.stream(ranking(field)).limit(count).forEach(i -> mask[i] = 1);
		return mask;
	}

	/** The indices of all values, from the largest value to the smallest; equal ones in their order. */
	public static int[] ranking(float[] field) {
		return IntStream.range(0, field.length).boxed().sorted(Comparator.comparing(i -> -field[i])).mapToInt(
			Integer::intValue).toArray();
	}
}
