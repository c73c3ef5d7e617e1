package io.github.fijiray.attribution.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.fijiray.attribution.extremal.ExtremalMask;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

/** Eq. 8: scores of masks of the areas 0.1, 0.2, … */
class MonotonicityTest {

	@Test
	void growingScoresAreMonotone() {
		assertEquals(List.of(), falls(10, 1, 2, 2, 5));
	}

	@Test
	void everyFallBeforeTheSufficientAreaIsListed() {
		assertEquals(List.of(0.2, 0.4), falls(10, 3, 1, 7, 5, 11));
	}

	@Test
	void whatHappensBeyondTheSufficientAreaDoesNotCount() {
		assertEquals(List.of(), falls(10, 1, 11, 4, 2));
		assertEquals(List.of(), falls(10, 10, 9));
	}

	@Test
	void theOrderOfTheMasksDoesNotMatter() {
		List<ExtremalMask> masks = List.of(mask(0.4, 2), mask(0.1, 1), mask(0.2, 3));
		assertEquals(1, Monotonicity.violations(masks, 9).get(0).fall());
	}

	private static List<Double> falls(double sufficient, double... scores) {
		return Monotonicity.violations(IntStream.range(0, scores.length).mapToObj(i -> mask((i + 1) / 10., scores[i]))
			.toList(), sufficient).stream().map(violation -> violation.larger().area()).toList();
	}

	private static ExtremalMask mask(double area, double score) {
		return new ExtremalMask(area, new float[0], null, (float) score, 0);
	}
}
