package io.github.fijiray.classifier;

import io.github.fijiray.classifier.description.Layout;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.InputGraph;
import io.github.fijiray.onnx.Value;

import java.util.Arrays;
import java.util.List;

/**
 * A graph of contents, followed by what {@link ContentFrame} does: contents are put into the classifier's input, between
 * the padding and in its layout.
 *
 * @param contents computes the contents
 * @param height height of the contents in pixels
 * @param width width of the contents in pixels
 * @param top rows of padding above
 * @param left columns of padding to the left
 * @param black what the padding is filled with, one value per channel
 */
record FramedGraph(ContentGraph contents, ModelInput input, int height, int width, int top, int left,
	List<Float> black)
{

	static FramedGraph of(ContentGraph contents, ModelInput input, PreparedImage image) {
		Float[] black = new Float[image.channels()];
		Arrays.setAll(black, c -> image.black()[c]);
		return new FramedGraph(contents, input, image.height(), image.width(), image.top(), image.left(), List.of(black));
	}

	/** @return the classifier's input */
	Value write(InputGraph graph) {
		Value framed = contents.write(graph);
		if (height != input.height() || width != input.width()) framed = padded(graph, framed);
		if (input.layout() == Layout.NCHW) return framed;
		return graph.shaped(Dims.batched(input.shape(1)), framed.transpose(0, 2, 3, 1));
	}

	private Value padded(InputGraph graph, Value content) {
		Dims planes = Dims.batched(1, input.channels(), input.height(), input.width());
		Value padded = graph.shaped(planes, content.pad(0, 0, top, left, 0, 0, input.height() - top - height, input.width() -
			left - width));
		return graph.shaped(planes, padded.plus(graph.floats(planes.sizes(), background())));
	}

	/** Black around a content of zeros. */
	private float[] background() {
		int pixels = input.height() * input.width();
		float[] background = new float[input.size()];
		for (int c = 0; c < black.size(); c++) {
			Arrays.fill(background, c * pixels, (c + 1) * pixels, black.get(c));
			for (int y = top; y < top + height; y++) {
				int row = c * pixels + y * input.width() + left;
				Arrays.fill(background, row, row + width, 0);
			}
		}
		return background;
	}
}
