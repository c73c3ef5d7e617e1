package io.github.fijiray.pointing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Boxes, polygons and run-length masks against masks drawn by hand. */
class ObjectShapeTest {

	@Test
	void theBorderOfABoxBelongsToItAndTheImageCutsItOff() throws IOException {
		assertDrawn(new Box(2, 1, 9, 2), //
			".....", //
			"..###", //
			"..###");
	}

	@Test
	void aPolygonHasThePixelsWhoseCentresItHolds() throws IOException {
		assertDrawn(new Polygon(new float[] { 1, 0, 4, 0, 4, 2, 1, 2 }), //
			".###.", //
			".###.", //
			".....");
		assertDrawn(new Polygon(new float[] { 0, 0, 5, 0, 0, 5 }), //
			"####.", //
			"###..", //
			"##...", //
			"#....", //
			".....");
	}

	/** Centres lie at 0.5, 1.5 and so on. */
	@Test
	void aPolygonBetweenTheCentresHasNoPixel() throws IOException {
		assertDrawn(new Polygon(new float[] { 0, 0.6f, 3, 0.6f, 3, 1.4f, 0, 1.4f }), //
			"...", //
			"...");
		assertDrawn(new Polygon(new float[] { 0.4f, 0.4f, 2.4f, 0.4f, 2.4f, 1.6f, 0.4f, 1.6f }), //
			"##.", //
			"##.");
	}

	@Test
	void aConcavePolygonLeavesItsBayOut() throws IOException {
		assertDrawn(new Polygon(new float[] { 0, 0, 5, 0, 5, 3, 4, 3, 4, 1, 1, 1, 1, 3, 0, 3 }), //
			"#####", //
			"#...#", //
			"#...#");
	}

	@Test
	void aPolygonBeyondTheImageIsCutOff() throws IOException {
		assertDrawn(new Polygon(new float[] { -1e9f, -7, 2.5f, -7, 2.5f, 1e9f, -1e9f, 1e9f }), //
			"##.", //
			"##.");
	}

	@Test
	void runsGoDownTheColumns() throws IOException {
		assertDrawn(new RunLengths(4, 3, new int[] { 2, 3, 4, 1, 2 }), //
			".#.#", //
			".#..", //
			"#...");
	}

	@Test
	void aMaskMayStartInside() throws IOException {
		assertDrawn(new RunLengths(2, 2, new int[] { 0, 1, 3 }), //
			"#.", //
			"..");
	}

	/** 2, 3, 4, 1, 2: the last two are written as differences to those two before, -2 ('N') and -2. */
	@Test
	void compressedRunsAreTheSame() throws IOException {
		assertArrayEquals(new int[] { 2, 3, 4, 1, 2 }, RunLengths.compressed(4, 3, "234NN").counts());
		assertDrawn(RunLengths.compressed(4, 3, "234NN"), //
			".#.#", //
			".#..", //
			"#...");
	}

	/** 100 = 4 + 3·32 is 'T' (4, and more follows) and '3'; 16 takes a second one for its sign; 5 is 11 less than 16. */
	@Test
	void compressedCountsMayHaveSeveralCharacters() {
		assertArrayEquals(new int[] { 100, 16, 1000, 5 }, RunLengths.compressed(1121, 1, "T3`0Xo0E").counts());
	}

	@ParameterizedTest
	@ValueSource(strings = { "T", "2 3", "23ooooooooo", "9N" })
	void damagedRunsAreRefused(String text) {
		assertThrows(IllegalArgumentException.class, () -> RunLengths.compressed(2, 2, text).addTo(new boolean[4], 2, 2));
	}

	@Test
	void runsOfAnotherSizeAreRefused() {
		String message = assertThrows(IllegalArgumentException.class, () -> new RunLengths(2, 3, new int[] { 6 }).addTo(
			new boolean[6], 3, 2)).getMessage();
		assertTrue(message.contains("2 × 3") && message.contains("3 × 2"), message);
	}

	static void assertDrawn(ObjectShape shape, String... rows) throws IOException {
		int width = rows[0].length();
		boolean[] mask = new boolean[rows.length * width];
		shape.addTo(mask, width, rows.length);
		for (int y = 0; y < rows.length; y++) {
			StringBuilder row = new StringBuilder();
			for (int x = 0; x < width; x++)
				row.append(mask[y * width + x] ? '#' : '.');
			assertEquals(rows[y], row.toString(), "row " + y);
		}
	}
}
