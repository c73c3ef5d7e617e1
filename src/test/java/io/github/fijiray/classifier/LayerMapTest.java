package io.github.fijiray.classifier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.classifier.preprocessing.Placement;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.layer.Layer;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerMapTest {

	@Test
	void placesOfASpatialLayerCoverTheClassifiersInput() {
		final LayerMap map = LayerMap.of(layer(true, 1, 3, 2, 2), activation(2, 2), image(8, 8, 0)).orElseThrow();
		final float[] source = map.toSource(new float[] { -1, 3, -1, 3 });
		assertEquals(64, source.length);
		for (int y = 0; y < 8; y++) {
			assertEquals(-1, source[8 * y]);
			assertEquals(1, (source[8 * y + 3] + source[8 * y + 4]) / 2, 1e-6);
			assertEquals(3, source[8 * y + 7]);
		}
	}

	@Test
	void whatLiesOnThePaddingIsLeftOut() {
		// The content is the middle half of the input, from left to right.
		final LayerMap map = LayerMap.of(layer(true, 1, 3, 1, 4), activation(1, 4), image(8, 4, 2)).orElseThrow();
		final float[] source = map.toSource(new float[] { 9, 1, 2, 9 });
		assertEquals(64, source.length);
		assertEquals(1.5, (source[3] + source[4]) / 2, 1e-6);
	}

	@ParameterizedTest
	@CsvSource({ "196, 14, 14, 0", "197, 14, 14, 1", "198, 14, 14, 2", "5, 2, 2, 1" })
	void tokensLieOnAGrid(int tokens, int height, int width, int extra) {
		final LayerMap map = LayerMap.of(layer(false, 1, tokens, 7), activation(tokens, 1), image(8, 8, 0)).orElseThrow();
		assertEquals(height, map.height());
		assertEquals(width, map.width());
		final float[] values = new float[tokens];
		for (int i = 0; i < tokens; i++)
			values[i] = i;
		final float[] places = map.places(values);
		assertEquals(extra, places[0]);
		assertEquals(tokens - 1, places[places.length - 1]);
	}

	@Test
	void aVectorHasNoPlaces() {
		assertTrue(LayerMap.of(layer(false, 1, 10), activation(1, 1), image(8, 8, 0)).isEmpty());
		assertTrue(LayerMap.of(layer(false, 1, 190, 7), activation(190, 1), image(8, 8, 0)).isEmpty());
	}

	@Test
	void valuesAboveOneAreKept() {
		final LayerMap map = LayerMap.of(layer(true, 1, 3, 1, 1), activation(1, 1), image(8, 8, 0)).orElseThrow();
		final float[] expected = new float[64];
		Arrays.fill(expected, 5);
		assertArrayEquals(expected, map.toSource(new float[] { 5 }));
	}

	private static Layer layer(boolean spatial, long... shape) {
		return new Layer("layer", "layer", "Relu", Dims.batched(shape), 1, 1, spatial);
	}

	private static PreparedImage activation(int height, int width) {
		return image(width, height, 0);
	}

	/** An image of one channel in a classifier's input that is as large, with padding on the left and right. */
	private static PreparedImage image(int width, int height, int padding) {
		final int content = width - 2 * padding;
		return new PreparedImage(new float[content * height], 1, new float[1], new Placement(content * (padding == 0 ? 1
			: 2), height * (padding == 0 ? 1 : 2), content, height, 0, 0, content, height), height, width, List.of());
	}
}
