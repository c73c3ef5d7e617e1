package io.github.fijiray.attribution.inversion;

/**
 * Settings of a {@link FeatureInversion}. Immutable.
 *
 * @param passes forward and backward passes; 0 for {@value #DEFAULT_PASSES}
 * @param seed of the start and of the random views: the same seed gives the same image again
 */
public record InversionSettings(int passes, long seed) {

	static final int DEFAULT_PASSES = 64;

	/** @throws IllegalArgumentException if the passes are negative */
	public InversionSettings {
		if (passes < 0) throw new IllegalArgumentException("The setting 'passes' is " + passes +
			"; expected a whole number, 0 for " + DEFAULT_PASSES + ".");
	}

	public static InversionSettings defaults() {
		return new InversionSettings(0, 0);
	}

	/** @param newPasses forward and backward passes; 0 for the default */
	public InversionSettings withPasses(int newPasses) {
		return new InversionSettings(newPasses, seed);
	}

	public InversionSettings withSeed(long newSeed) {
		return new InversionSettings(passes, newSeed);
	}

	/** Number of passes to make. */
	public int passesOrDefault() {
		return passes > 0 ? passes : DEFAULT_PASSES;
	}
}
