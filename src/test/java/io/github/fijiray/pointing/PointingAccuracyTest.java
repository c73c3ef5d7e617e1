package io.github.fijiray.pointing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.pointing.PointingAccuracy.Subset;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

/** The arithmetic of the paper's table 1. */
class PointingAccuracyTest {

	@Test
	void classesCountAlikeHoweverManyImagesTheyHave() {
		PointingAccuracy accuracy = PointingAccuracy.of(List.of(row("1", "cat", "rise", 1, false), row("2", "cat", "rise", 1,
			false), row("3", "cat", "rise", 1, false), row("4", "dog", "rise", 0, false)));
		assertEquals(0.5, accuracy.of("rise", Subset.ALL), 1e-9);
	}

	@Test
	void onlyDifficultImagesCountInTheirSubset() {
		PointingAccuracy accuracy = PointingAccuracy.of(List.of(row("1", "cat", "rise", 1, false), row("1", "dog", "rise", 0,
			true), row("2", "dog", "rise", 1, true), row("3", "dog", "rise", 1, false)));
		assertEquals(0.5, accuracy.of("rise", Subset.DIFFICULT), 1e-9);
		assertEquals((1 + 2 / 3.) / 2, accuracy.of("rise", Subset.ALL), 1e-9);
	}

	@Test
	void sharesOfSeveralMaximaCountAsTheyAre() {
		PointingAccuracy accuracy = PointingAccuracy.of(List.of(row("1", "cat", "centre", 0.25, false), row("2", "cat",
			"centre", 1, false)));
		assertEquals(0.625, accuracy.of("centre", Subset.ALL), 1e-9);
	}

	@Test
	void whatFailedIsNeitherHitNorMiss() {
		PointingAccuracy accuracy = PointingAccuracy.of(List.of(row("1", "cat", "rise", 1, false), Map.of("image",
			"2#cat#rise", "class", "cat", "error", "empty truth")));
		assertEquals(1, accuracy.of("rise", Subset.ALL), 1e-9);
		assertEquals(1, accuracy.methods().rows().get(0).get(PointingAccuracy.METHOD_COLUMNS.indexOf("failed")));
	}

	@Test
	void aSubsetWithoutImagesHasNoAccuracy() {
		PointingAccuracy accuracy = PointingAccuracy.of(List.of(row("1", "cat", "rise", 1, false)));
		assertTrue(Double.isNaN(accuracy.of("rise", Subset.DIFFICULT)));
		assertEquals("", accuracy.methods().rows().get(0).get(PointingAccuracy.METHOD_COLUMNS.indexOf(
			"accuracy_difficult")));
		assertTrue(accuracy.text().contains("100.0"), accuracy.text());
	}

	@Test
	void theTextCountsInWordsAndSaysWhereFailuresAreTold() {
		String text = PointingAccuracy.of(List.of(row("1", "cat", "rise", 1, false))).text();
		assertTrue(text.contains("all 1 class, 1 pair of image and class") && !text.contains("failed"), text);
		String failed = PointingAccuracy.of(List.of(row("1", "cat", "rise", 1, false), Map.of("image", "2#cat#rise",
			"class", "cat", "error", "empty truth"))).text();
		assertTrue(failed.contains("1 map failed") && failed.contains("pointing.csv"), failed);
	}

	private static Map<String, String> row(String image, String className, String method, double hit, boolean difficult) {
		return Map.of("image", image + "#" + className + "#" + method, "class", className, "method", method, "difficult",
			String.valueOf(difficult), "pointing_hit", String.valueOf(hit), "relevance_mass", "0.5", "relevance_rank", "",
			"error", "");
	}
}
