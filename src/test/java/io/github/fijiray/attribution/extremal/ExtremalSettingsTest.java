package io.github.fijiray.attribution.extremal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtremalSettingsTest {

	@ParameterizedTest
	@ValueSource(doubles = { 0, 1, -0.1, 1.5, Double.NaN })
	void areasAreFractionsOfTheImage(double area) {
		assertRefused("'areas' has " + area, settings -> settings.withAreas(0.1, area));
	}

	@Test
	void areasAreDifferentAndNotNone() {
		assertRefused("'areas' has one area twice", settings -> settings.withAreas(0.1, 0.2, 0.1));
		assertRefused("'areas' is empty", settings -> settings.withAreas(List.of()));
	}

	@ParameterizedTest
	@ValueSource(doubles = { -1, 1e5, Double.NaN, Double.POSITIVE_INFINITY })
	void blurIsOneThatCanBeComputed(double sigma) {
		assertRefused("'blur_sigma' is " + sigma, settings -> settings.withSmoothing(sigma, 0));
	}

	@ParameterizedTest
	@ValueSource(doubles = { -1, Double.NaN, Double.POSITIVE_INFINITY })
	void smoothnessIsANumberOfPixels(double sigma) {
		assertRefused("'smoothness' is " + sigma, settings -> settings.withSmoothing(0, sigma));
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0, -1, Double.NaN, Double.POSITIVE_INFINITY })
	void thresholdIsAPositiveShare(double threshold) {
		assertRefused("'threshold' is " + threshold, settings -> settings.withThreshold(threshold));
	}

	@Test
	void passesAreThoseOfTheModeUnlessAskedFor() {
		assertRefused("'passes' is -1", settings -> settings.withMode(Mode.FAST, -1));
		assertEquals(800, ExtremalSettings.defaults().withMode(Mode.PAPER, 0).passesOrDefault());
		assertEquals(7, ExtremalSettings.defaults().withMode(Mode.PAPER, 7).passesOrDefault());
	}

	@Test
	void onlyModePaperIsComputedInTheGraph() {
		assertRefused("'arithmetic' is graph", settings -> settings.withArithmetic(MaskArithmetic.GRAPH));
		assertEquals(MaskArithmetic.GRAPH, ExtremalSettings.defaults().withMode(Mode.PAPER, 0).withArithmetic(
			MaskArithmetic.GRAPH).arithmetic());
	}

	private static void assertRefused(String problem, UnaryOperator<ExtremalSettings> change) {
		final String message = assertThrows(IllegalArgumentException.class, () -> change.apply(ExtremalSettings.defaults()))
			.getMessage();
		assertTrue(message.contains(problem) && message.contains("expected "), message);
	}
}
