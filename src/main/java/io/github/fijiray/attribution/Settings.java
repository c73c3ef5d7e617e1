package io.github.fijiray.attribution;

import java.util.Optional;
import java.util.Random;

/** What the settings of all methods check and derive alike. */
public final class Settings {

	private Settings() {}

	/** @throws IllegalArgumentException naming the setting, what is wrong and what is legal, unless it is legal */
	public static void require(boolean legal, String setting, String problem, String expected) {
		if (!legal) throw new IllegalArgumentException("The setting '" + setting + "' " + problem + "; expected " +
			expected + ".");
	}

	/** Normally distributed numbers to disturb a start with; none for seed 0. */
	public static Optional<float[]> noise(long seed, int size) {
		if (seed == 0) return Optional.empty();
		final Random random = new Random(seed);
		final float[] noise = new float[size];
		for (int i = 0; i < size; i++)
			noise[i] = (float) random.nextGaussian();
		return Optional.of(noise);
	}
}
