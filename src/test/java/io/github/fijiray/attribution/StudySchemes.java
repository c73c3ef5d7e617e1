package io.github.fijiray.attribution;

import java.util.LinkedHashMap;
import java.util.Map;

/** The schemes that the study compares, by name. */
final class StudySchemes {

	record Scheme(MaskOptimiser optimiser, int passes) {}

	static final Map<String, Scheme> ALL = new LinkedHashMap<>();

	static {
		ALL.put("paper-800", new Scheme(new PaperOptimiser(), 800));
		ALL.put("fast-80", new Scheme(new FastOptimiser(), 80));
		for (int passes : new int[] { 40, 80, 160 })
			for (String reach : new String[] { "0", "0.5", "1" })
				for (String rate : new String[] { "0.2", "0.5" })
					for (String wide : new String[] { "1", "1.5" })
						for (boolean adam : new boolean[] { true, false })
							ALL.put((adam ? "adam" : "mean") + "-reach" + reach + "-rate" + rate + "-wide" + wide + "-" + passes,
								new Scheme(new VariedOptimiser(Double.parseDouble(reach), adam, Double.parseDouble(rate), 0.7, Double
									.parseDouble(wide)), passes));
	}

	private StudySchemes() {}
}
