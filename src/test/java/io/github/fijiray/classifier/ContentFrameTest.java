package io.github.fijiray.classifier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.github.fijiray.classifier.description.Layout;
import io.github.fijiray.classifier.preprocessing.Placement;
import io.github.fijiray.classifier.preprocessing.PreparedImage;

import org.junit.jupiter.api.Test;

import java.nio.FloatBuffer;
import java.util.List;

class ContentFrameTest {

	/** Two channels of 1 × 2 pixels in an input of 3 × 2, between two padded rows. */
	private final PreparedImage padded = new PreparedImage(new float[] { 1, 2, 3, 4 }, 2, new float[] { -1, -2 },
		new Placement(2, 1, 2, 1, 0, 0, 2, 1), 3, 2, List.of());

	private static float[] embedded(PreparedImage image, Layout layout) {
		ContentFrame frame = new ContentFrame(image, layout);
		FloatBuffer buffer = FloatBuffer.allocate(frame.size());
		frame.embed(image.pixels(), 0, buffer);
		return buffer.array();
	}

	@Test
	void contentIsSurroundedByBlack() {
		assertArrayEquals(new float[] { -1, -1, 1, 2, -1, -1, -2, -2, 3, 4, -2, -2 }, embedded(padded, Layout.NCHW), 0);
		assertArrayEquals(new float[] { -1, -2, -1, -2, 1, 3, 2, 4, -1, -2, -1, -2 }, embedded(padded, Layout.NHWC), 0);
	}

	@Test
	void aContentWithoutPaddingFillsTheInput() {
		PreparedImage whole = new PreparedImage(new float[] { 1, 2, 3, 4 }, 2, new float[2], new Placement(2, 1, 2, 1, 0, 0,
			2, 1), 1, 2, List.of());
		assertArrayEquals(new float[] { 1, 2, 3, 4 }, embedded(whole, Layout.NCHW), 0);
		assertArrayEquals(new float[] { 1, 3, 2, 4 }, embedded(whole, Layout.NHWC), 0);
	}

	@Test
	void extractingIsTheInverseOfEmbedding() {
		for (Layout layout : Layout.values()) {
			ContentFrame frame = new ContentFrame(padded, layout);
			float[] contents = { 1, 2, 3, 4, 5, 6, 7, 8 };
			FloatBuffer inputs = FloatBuffer.allocate(2 * frame.size());
			frame.embed(contents, 0, inputs);
			frame.embed(contents, 4, inputs);
			float[] extracted = new float[8];
			inputs.flip();
			frame.extract(inputs, extracted, 0);
			frame.extract(inputs, extracted, 4);
			assertArrayEquals(contents, extracted, 0);
		}
	}
}
