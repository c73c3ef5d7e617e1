package io.github.fijiray.attribution.extremal;

import java.util.LinkedHashMap;
import java.util.Map;

/** The schemes that the study compares, by name. */
final class StudySchemes {

	/** @param seed 0 starts as published, another one a little beside it */
	record Scheme(MaskOptimiser optimiser, int passes, long seed) {}

	static final Map<String, Scheme> ALL = new LinkedHashMap<>();

	static {
		final FastScheme fast = FastScheme.DEFAULT;
		for (int seed = 0; seed <= 1; seed++) {
			final String suffix = seed == 0 ? "" : "-seed-" + seed;
			ALL.put("paper-800" + suffix, new Scheme(new PaperOptimiser(), 800, seed));
			for (int passes : new int[] { 20, 40, 80, 160 })
				ALL.put("fast-" + passes + suffix, new Scheme(new FastOptimiser(fast), passes, seed));
		}
		put("not-shrinking", new FastScheme(0, fast.widening(), fast.even(), fast.binarising()));
		put("not-widened", new FastScheme(fast.shrinking(), 1, fast.even(), fast.binarising()));
		put("not-even", new FastScheme(fast.shrinking(), fast.widening(), 0, fast.binarising()));
		put("not-binarising", new FastScheme(fast.shrinking(), fast.widening(), fast.even(), 0));
	}

	private StudySchemes() {}

	private static void put(String name, FastScheme scheme) {
		ALL.put("fast-80-" + name, new Scheme(new FastOptimiser(scheme), 80, 0));
	}
}
