package io.github.fijiray.attribution;

import java.util.LinkedHashMap;
import java.util.Map;

/** The schemes that the study compares, by name. */
final class StudySchemes {

	record Scheme(MaskOptimiser optimiser, int passes) {}

	static final Map<String, Scheme> ALL = new LinkedHashMap<>();

	static {
		ALL.put("paper-800", new Scheme(new PaperOptimiser(), 800));
		for (int passes : new int[] { 20, 40, 80, 160 })
			ALL.put("fast-" + passes, new Scheme(new FastOptimiser(), passes));
	}

	private StudySchemes() {}
}
