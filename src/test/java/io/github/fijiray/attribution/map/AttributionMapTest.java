package io.github.fijiray.attribution.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.classifier.preprocessing.Placement;
import io.github.fijiray.classifier.preprocessing.PreparedImage;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

/** What maps are brought to, and what their values stand for. */
class AttributionMapTest {

	/** An image of 8 × 4 pixels in the middle of a classifier's 4 × 4: its content has 4 × 2, with padding above and below. */
	private static final PreparedImage PADDED = new PreparedImage(new float[8], 1, new float[1], new Placement(8, 4, 4, 2,
		0, 0, 4, 2), 4, 4, List.of());

	@Test
	void signsPickParts() {
		float[] values = { -2, 0, 3 };
		assertArrayEquals(new float[] { 0, 0, 3 }, Sign.POSITIVE.of(values));
		assertArrayEquals(new float[] { 2, 0, 0 }, Sign.NEGATIVE.of(values));
		assertArrayEquals(new float[] { 2, 0, 3 }, Sign.ABSOLUTE.of(values));
		assertArrayEquals(values, Sign.ALL.of(values));
	}

	@Test
	void mapOfTheInputLosesThePadding() {
		AttributionMap map = new AttributionMap(new float[] { 9, 9, 9, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9 }, 4, 4,
			AttributionMap.Extent.INPUT);
		assertArrayEquals(new float[] { 1, 2, 3, 4, 5, 6, 7, 8 }, map.toContent(PADDED));
		assertEquals(32, map.toSource(PADDED).length);
		assertEquals(1, map.toSource(PADDED)[0]);
	}

	@Test
	void mapKeepsItsUnitsAndSignInTheSource() {
		AttributionMap map = AttributionMap.ofContent(new float[] { -70, -70, -70, -70, -70, -70, -70, -70 }, PADDED);
		for (float value : map.toSource(PADDED))
			assertEquals(-70, value, 1e-4);
	}

	@Test
	void smoothingKeepsAConstant() {
		AttributionMap map = AttributionMap.ofContent(new float[] { 3, 3, 3, 3, 3, 3, 3, 3 }, PADDED).smoothed(0.5, PADDED);
		for (float value : map.values())
			assertEquals(3, value, 1e-5);
	}

	@Test
	void placesMustFitTheValues() {
		assertThrows(IllegalArgumentException.class, () -> new AttributionMap(new float[3], 2, 2,
			AttributionMap.Extent.INPUT));
	}

	/** The case of a saturated score: probabilities of 1 hide what log-odds tell. */
	@Test
	void valuesMustBeFinite() {
		for (float wrong : new float[] { Float.NaN, Float.POSITIVE_INFINITY })
			assertThrows(IllegalArgumentException.class, () -> new AttributionMap(new float[] { 1, wrong }, 1, 2,
				AttributionMap.Extent.CONTENT));
	}

	@Test
	void scalesTellClassesApart() {
		float[] scores = { 1, 2, 4, 30, 2, 4 };
		double others = Math.log(Math.exp(2) + Math.exp(4));
		assertArrayEquals(new double[] { 1, 30 }, ScoreScale.SCORE.of(scores, 3, 0, false));
		assertArrayEquals(new double[] { 1 - others, 30 - others }, ScoreScale.LOG_ODDS.of(scores, 3, 0, false), 1e-12);
		assertEquals(Math.exp(1) / (Math.exp(1) + Math.exp(2) + Math.exp(4)), ScoreScale.PROBABILITY.of(scores, 3, 0,
			false)[0], 1e-12);
		assertEquals(1 / (1 + Math.exp(-1)), ScoreScale.PROBABILITY.of(scores, 3, 0, true)[0], 1e-12);
		assertArrayEquals(new double[] { 5 }, ScoreScale.LOG_ODDS.of(new float[] { 5 }, 1, 0, true));
	}

	@Test
	void parametersAreReadByMethod() {
		assertEquals(Map.of("rise", Map.of("masks", "5"), "occlusion", Map.of("patch", "3", "fill", "mean")), MethodParameters
			.parse(" rise.masks=5  occlusion.patch=3 occlusion.fill=mean", List.of("rise", "occlusion")));
		for (String wrong : new String[] { "masks=5", "rise.masks", "rise.=5", "rise.masks=", "cam.layer=3" })
			assertTrue(assertThrows(IllegalArgumentException.class, () -> MethodParameters.parse(wrong, List.of("rise")))
				.getMessage().contains(wrong));
	}
}
