package io.github.fijiray.classifier.description;

import java.util.Locale;

/** The order of the axes of a classifier's input. */
public enum Layout {

	/** Batch, channel, y, x: PyTorch's order. */
	NCHW(1, 2, 3),

	/** Batch, y, x, channel: TensorFlow's order. */
	NHWC(3, 1, 2);

	private final int channelAxis;
	private final int heightAxis;
	private final int widthAxis;

	Layout(int channelAxis, int heightAxis, int widthAxis) {
		this.channelAxis = channelAxis;
		this.heightAxis = heightAxis;
		this.widthAxis = widthAxis;
	}

	public int channelAxis() {
		return channelAxis;
	}

	public int heightAxis() {
		return heightAxis;
	}

	public int widthAxis() {
		return widthAxis;
	}

	/** @return the shape of a batch, in this order */
	public long[] shape(int count, int channels, int height, int width) {
		long[] shape = new long[4];
		shape[0] = count;
		shape[channelAxis] = channels;
		shape[heightAxis] = height;
		shape[widthAxis] = width;
		return shape;
	}

	/** @throws IllegalArgumentException if it is neither {@code nchw} nor {@code nhwc} */
	public static Layout parse(String name) {
		for (Layout layout : values())
			if (layout.name().equals(name.strip().toUpperCase(Locale.ROOT))) return layout;
		throw new IllegalArgumentException("The parameter 'layout' is '" + name + "'; expected auto, nchw or nhwc.");
	}
}
