package io.github.fijiray.classifier;

import io.github.fijiray.classifier.description.Layout;
import io.github.fijiray.classifier.preprocessing.PreparedImage;

import java.nio.FloatBuffer;

/** Puts contents into a classifier's input, between the padding and in its layout, and takes gradients out of it. */
final class ContentFrame {

	private final PreparedImage image;
	private final Layout layout;
	private final float[] input;

	ContentFrame(PreparedImage image, Layout layout) {
		this.image = image;
		this.layout = layout;
		input = new float[image.channels() * image.inputHeight() * image.inputWidth()];
		for (int c = 0; c < image.channels(); c++)
			for (int y = 0; y < image.inputHeight(); y++)
				for (int x = 0; x < image.inputWidth(); x++)
					input[position(c, y, x)] = image.black()[c];
	}

	/** Number of values of one input. */
	int size() {
		return input.length;
	}

	/** Writes one content, beginning at the offset, to the buffer's position. */
	void embed(float[] contents, int offset, FloatBuffer inputs) {
		if (isWhole()) {
			inputs.put(contents, offset, input.length);
			return;
		}
		for (int c = 0, from = offset; c < image.channels(); c++)
			for (int y = 0; y < image.height(); y++)
				for (int x = 0; x < image.width(); x++)
					input[position(c, image.top() + y, image.left() + x)] = contents[from++];
		inputs.put(input);
	}

	/** Reads what belongs to one content, as its gradient, from the buffer's position. */
	void extract(FloatBuffer gradients, float[] contents, int offset) {
		if (isWhole()) {
			gradients.get(contents, offset, input.length);
			return;
		}
		int start = gradients.position();
		for (int c = 0, to = offset; c < image.channels(); c++)
			for (int y = 0; y < image.height(); y++)
				for (int x = 0; x < image.width(); x++)
					contents[to++] = gradients.get(start + position(c, image.top() + y, image.left() + x));
		gradients.position(start + input.length);
	}

	/** Whether input and content are the same array. */
	private boolean isWhole() {
		boolean planar = layout == Layout.NCHW || image.channels() == 1;
		return planar && image.height() == image.inputHeight() && image.width() == image.inputWidth();
	}

	private int position(int channel, int y, int x) {
		return layout == Layout.NCHW ? (channel * image.inputHeight() + y) * image.inputWidth() + x : (y * image
			.inputWidth() + x) * image.channels() + channel;
	}
}
