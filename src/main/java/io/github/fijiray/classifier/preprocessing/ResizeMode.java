package io.github.fijiray.classifier.preprocessing;

import java.util.Arrays;
import java.util.Locale;

/** How an image of any size comes to the size of the classifier's input. */
public enum ResizeMode {

	/** Width and height are scaled independently; the whole image is seen, perhaps distorted. */
	STRETCH,

	/** The image is scaled until it covers the input, and its centre is cut out; the borders are not seen. */
	CROP,

	/** The image is scaled until it fits into the input, and the rest is padded; the whole image is seen. */
	FIT;

	/** @throws IllegalArgumentException if there is no such mode */
	public static ResizeMode parse(String name) {
		return Arrays.stream(values()).filter(mode -> mode.toString().equals(name.strip().toLowerCase(Locale.ROOT)))
			.findFirst().orElseThrow(() -> new IllegalArgumentException("The parameter 'resize' is '" + name +
				"'; expected stretch, crop or fit."));
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

	/** @return where an image of {@code width × height} pixels lies in an input of {@code inputWidth × inputHeight} */
	public Placement place(int width, int height, int inputWidth, int inputHeight) {
		if (this == STRETCH) return new Placement(width, height, inputWidth, inputHeight, 0, 0, inputWidth, inputHeight);
		boolean byWidth = (long) inputWidth * height >= (long) inputHeight * width == (this == CROP);
		int scaledWidth = byWidth ? inputWidth : scaled(width, inputHeight, height);
		int scaledHeight = byWidth ? scaled(height, inputWidth, width) : inputHeight;
		int contentWidth = Math.min(scaledWidth, inputWidth);
		int contentHeight = Math.min(scaledHeight, inputHeight);
		return new Placement(width, height, scaledWidth, scaledHeight, (scaledWidth - contentWidth) / 2,
			(scaledHeight - contentHeight) / 2, contentWidth, contentHeight);
	}

	/** Rounds down, as torchvision does. */
	private static int scaled(int length, int numerator, int denominator) {
		return (int) Math.max(1, Math.min(Integer.MAX_VALUE, (long) length * numerator / denominator));
	}
}
