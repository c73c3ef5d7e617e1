package io.github.fijiray.audit;

import java.util.Locale;

/** How much memory explaining a region takes at the image's resolution, roughly: whether it makes sense to begin. */
final class MemoryNeed {

	/** Of a channel: its pixels for the classifier, and cut out and in single precision for the picture. */
	private static final int PER_CHANNEL = 4 + 1 + 4;
	/** Of an area: the mask. */
	private static final int PER_AREA = 4;
	/** Besides: the pointing map, the picture, the evidence for its file. */
	private static final int BESIDES = 4 + 4 + 1;

	private MemoryNeed() {}

	/**
	 * @param areas number of areas
	 * @param available bytes
	 * @throws IllegalArgumentException with the way out, if it is too much
	 */
	static void require(int width, int height, int channels, int areas, long available) {
		long pixels = (long) width * height;
		long bytes = pixels * ((long) PER_CHANNEL * channels + (long) PER_AREA * areas + BESIDES);
		if (bytes <= available && pixels * channels < Integer.MAX_VALUE) return;
		throw new IllegalArgumentException(String.format(Locale.ROOT, "%d × %d pixels in %d channel%s are too many to be " +
			"explained at once: that takes about %.1f GB of memory, and ImageJ has %.1f GB. Take unit=tile or unit=object, or " +
			"smaller copies of the images; or give ImageJ more memory (Edit > Options > Memory & Threads).", width, height,
			channels, channels == 1 ? "" : "s", bytes / 1e9, available / 1e9));
	}
}
