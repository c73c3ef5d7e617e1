package io.github.fijiray.pointing;

import java.util.Arrays;

/**
 * A mask as COCO writes it: lengths of runs outside and inside in turn, down the columns from the left.
 *
 * @param counts the lengths, the first one outside
 */
record RunLengths(int width, int height, int[] counts) implements ObjectShape {

	/**
	 * Reads COCO's compressed form: each count in characters of five bits from '0' on, the lowest first, a sixth bit while
	 * more follow; from the fourth count on the difference to the count two before.
	 *
	 * @throws IllegalArgumentException if the text is no such thing
	 */
	static RunLengths compressed(int width, int height, String text) {
		int[] counts = new int[text.length()];
		int size = 0;
		for (int at = 0; at < text.length(); size++) {
			long value = 0;
			int shift = 0, bits;
			do {
				bits = at < text.length() ? text.charAt(at++) - '0' : -1;
				if (bits < 0 || bits > 63 || shift > 30) throw broken("its text is damaged");
				value |= (long) (bits & 31) << shift;
				shift += 5;
			}
			while ((bits & 32) != 0);
			if ((bits & 16) != 0) value -= 1L << shift;
			counts[size] = (int) (value + (size > 2 ? counts[size - 2] : 0));
		}
		return new RunLengths(width, height, Arrays.copyOf(counts, size));
	}

	@Override
	public void addTo(boolean[] mask, int imageWidth, int imageHeight) {
		if (imageWidth != width || imageHeight != height) throw broken("it is of " + width + " × " + height +
			" pixels, the image of " + imageWidth + " × " + imageHeight);
		long at = 0;
		for (int run = 0; run < counts.length; run++) {
			long end = at + counts[run];
			if (end < at || end > mask.length) throw broken("its runs are longer than the image");
			for (; at < end; at++)
				if (run % 2 == 1) mask[(int) (at % height * width + at / height)] = true;
		}
	}

	private static IllegalArgumentException broken(String why) {
		return new IllegalArgumentException("A run-length mask of the annotations does not fit: " + why + ".");
	}
}
