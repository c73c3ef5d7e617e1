package io.github.fijiray.mask;

/**
 * The coarse grid of nodes that the parameters m̄ of a smooth mask live on (Fong, Patrick, Vedaldi, ICCV 2019, §3.5).
 * <p>
 * Nodes are {@code step} pixels apart and reach at least from the first to the last pixel of each axis. The overhang is
 * the same on both sides, so a mirrored image has the mirrored lattice; nodes may therefore lie half a pixel off the
 * pixel grid. Values are {@code float[rows][columns]} flattened, column fastest.
 * </p>
 *
 * @param height height of the image in pixels
 * @param width width of the image in pixels
 * @param step distance between neighbouring nodes in pixels
 */
public record Lattice(int height, int width, int step) {

	/** @throws IllegalArgumentException if a number is not positive */
	public Lattice {
		if (height < 1 || width < 1 || step < 1) throw new IllegalArgumentException("A lattice of step " + step +
			" over an image of " + width + "x" + height + " pixels is impossible; expected positive numbers.");
	}

	/** The lattice that samples masks of smoothness {@code sigma} (in pixels): three nodes per σ. */
	public static Lattice forSigma(int height, int width, double sigma) {
		return new Lattice(height, width, (int) Math.max(1, Math.round(sigma / 3)));
	}

	/**
	 * The smoothness σ in pixels that suits an image: 21 where the shorter side is 224 as published, 5 where it is 44,
	 * since objects fill more of a small input.
	 */
	public static double defaultSigma(int height, int width) {
		return 1 + 5 * Math.min(height, width) / 56.0;
	}

	public int rows() {
		return nodes(height);
	}

	public int columns() {
		return nodes(width);
	}

	public int size() {
		return rows() * columns();
	}

	/** Number of pixels of the image. */
	public int pixels() {
		return height * width;
	}

	/** Vertical position of the first row of nodes in pixels, a multiple of ½, at most 0. */
	public double top() {
		return origin(height);
	}

	/** Horizontal position of the first column of nodes in pixels, a multiple of ½, at most 0. */
	public double left() {
		return origin(width);
	}

	private int nodes(int length) {
		return 1 + (length - 1 + step - 1) / step;
	}

	private double origin(int length) {
		return (length - 1 - (nodes(length) - 1) * step) / 2.0;
	}
}
