package io.github.fijiray.attribution.extremal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoublePredicate;

class AreaBracketTest {

	private static final List<Double> AREAS = List.of(0.4, 0.05, 0.1, 0.8, 0.2, 0.6);

	@ParameterizedTest
	@ValueSource(doubles = { 0.0101, 0.013, 0.0333, 0.05, 0.0501, 0.0634, 0.07, 0.0999, 0.1, 0.15, 0.399, 0.5, 0.601, 0.8 })
	void thresholdIsKnownWithinTenPercentAfterFewAreas(double threshold) {
		final Search search = new Search(AREAS, area -> area >= threshold);
		assertTrue(search.end.insufficient() < threshold && threshold <= search.end.sufficient(), search.end.toString());
		assertTrue(search.end.insufficient() >= 0.9 * search.end.sufficient(), search.end.toString());
		assertTrue(search.areas.size() - AREAS.size() <= (threshold <= 0.05 ? 6 : 4), search.areas.toString());
		assertTrue(search.rounds <= AreaBracket.mostRounds(AREAS), search.rounds + " rounds");
	}

	@Test
	void noBracketNeedsMoreRoundsThanItSays() {
		for (double low = 0.01; low < 0.9; low *= 1.13)
			for (double high = low * 1.01; high < 1; high *= 1.17) {
				final double threshold = low * Math.pow(high / low, 0.37);
				final int most = new AreaBracket(low, high).rounds(), needed = new Search(List.of(low, high),
					area -> area >= threshold).rounds;
				assertTrue(needed <= most, low + " to " + high);
				assertTrue(most == 0 || Math.pow(3, most - 1) * 0.09 <= Math.log(high / low), low + " to " + high + ": " + most + " rounds");
			}
	}

	@Test
	void belowTheSmallestAreaOnePercentIsTheEnd() {
		final Search search = new Search(List.of(0.05, 0.1), area -> true);
		assertEquals(0.01, search.end.insufficient());
		assertTrue(search.end.sufficient() <= 0.0112, search.end.toString());
		assertTrue(new AreaBracket(0.01, 0.01).next().isEmpty());
		assertTrue(AreaBracket.of(List.of(0.004, 0.05), area -> true).orElseThrow().next().isEmpty());
	}

	@Test
	void withoutASufficientAreaThereIsNothingToBracket() {
		assertFalse(AreaBracket.of(AREAS, area -> false).isPresent());
	}

	@Test
	void ofSeveralSufficientAreasTheSmallestSeenIsBracketed() {
		final Search search = new Search(AREAS, area -> area >= 0.08 && area < 0.15 || area >= 0.7);
		assertEquals(0.08, search.end.sufficient(), 0.008);
		assertTrue(search.end.insufficient() < 0.08, search.end.toString());
	}

	private static final class Search {

		private final List<Double> areas;
		private int rounds;
		private AreaBracket end;

		Search(List<Double> start, DoublePredicate isSufficient) {
			areas = new ArrayList<>(start);
			for (Optional<AreaBracket> bracket = AreaBracket.of(areas, isSufficient); rounds < 20; bracket = AreaBracket.of(
				areas, isSufficient))
			{
				end = bracket.orElseThrow();
				if (end.next().isEmpty()) return;
				areas.addAll(end.next());
				rounds++;
			}
		}
	}
}
