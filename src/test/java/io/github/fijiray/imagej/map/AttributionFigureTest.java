package io.github.fijiray.imagej.map;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttributionFigureTest {

	@ParameterizedTest
	@CsvSource({ "2,3", "3,3", "5,5", "6,3", "7,4", "8,4", "10,5", "16,4" })
	void tilesStandInRowsThatAreAsFullAsCanBe(int tiles, int columns) {
		assertEquals(columns, AttributionFigure.columns(tiles));
	}
}
