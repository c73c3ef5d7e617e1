package io.github.fijiray.imagej.extremal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.attribution.extremal.ExtremalResult;
import io.github.fijiray.attribution.extremal.ExtremalSettings;

import java.util.OptionalDouble;

import org.junit.jupiter.api.Test;

class ExtremalReportTest {

	@Test
	void theSummarySaysWhyNoFurtherAreaWasTried() {
		ExtremalReport report = SyntheticReport.of(SyntheticReport.cells(), 0.05, 0.1);
		assertEquals(-1, summary(report, false, OptionalDouble.empty(), 1.2f).indexOf("no further areas"));
		assertTrue(summary(report, true, OptionalDouble.empty(), 1.2f).contains("none of them is sufficient"));
		assertTrue(summary(report, true, OptionalDouble.of(0.1), 11).contains("the fully perturbed image is enough"));
		assertTrue(summary(report, true, OptionalDouble.of(0.1), 1.2f).contains("known within 10 % already"));
	}

	@Test
	void smallAreasAreWrittenWithoutAnExponent() {
		assertEquals("0.0001", SyntheticReport.of(SyntheticReport.cells(), 0.0001).areaText(0));
	}

	private static String summary(ExtremalReport report, boolean refine, OptionalDouble optimal, float scorePerturbed) {
		ExtremalResult found = report.result();
		ExtremalSettings settings = found.settings().withRefine(refine);
		return String.join("\n", new ExtremalReport(report.input(), new ExtremalResult(settings, found.target(), found
			.height(), found.width(), found.masks(), found.scoreImage(), scorePerturbed, optimal, found.passes(), found
				.arithmetic()), report.masks(), report.provenance(), "").summary());
	}
}
