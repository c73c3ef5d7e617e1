package io.github.fijiray.mask;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The kernel k of a smooth mask between the nodes of a lattice and the pixels: radial, flat at the centre, then falling
 * like a Gaussian, {@code k(d) = exp(-2·max(0, d/σ - ½)²)}, cut off at 1.75 σ, where it is below 0.05.
 * <p>
 * What makes it fast: pixels are kept in <em>planes</em>, one per position modulo the step, each with one pixel per
 * node. Seen from a plane, the node at a given offset is the same index shift away for all its pixels, so one loop
 * serves the whole plane. And since the kernel is radial, offsets of equal length share one value: they form a
 * <em>ring</em>, and whatever depends on a node and a kernel value is computed once per ring rather than once per
 * pixel.
 * </p>
 * <p>
 * Nodes and planes are arrays of {@link #entries()}: rows of equal stride between {@link #first()} and {@link #end()},
 * with margins around. What lies beyond the last column and in the margins belongs to no node and no pixel; it lets
 * shifts run over the border, and must be 0 in what is added up.
 * </p>
 */
final class RadialKernel {

	/** Where the kernel is cut off, in σ. */
	static final double REACH = 1.75;

	/** Entry i of a plane and entry {@code i + shift} of the nodes are one offset apart. */
	private record Offset(long distance, int plane, int shift) {}

	private final Lattice lattice;
	private final double sigma;
	private final int border;
	private final int stride;
	private final int margin;
	private final int end;

	private final float[] ringValue;
	/** The offsets of ring r are those from {@code ringStart[r]} to {@code ringStart[r + 1] - 1}. */
	private final int[] ringStart;
	private final int[] plane;
	private final int[] shift;

	/** @param sigma σ in pixels, at least half a step of the lattice */
	RadialKernel(Lattice lattice, double sigma) {
		final int step = lattice.step();
		if (!(sigma >= step / 2.0 && sigma < 1e4)) throw new IllegalArgumentException("A smoothness of " + sigma +
			" pixels does not suit a lattice of step " + step + "; expected at least half the step.");
		this.lattice = lattice;
		this.sigma = sigma;
		border = (int) ((REACH * sigma + step - 1 - Math.min(lattice.top(), lattice.left())) / step);
		stride = lattice.columns() + border;
		margin = border * stride + border;
		end = margin + lattice.rows() * stride;

		final List<Offset> offsets = offsets();
		plane = offsets.stream().mapToInt(Offset::plane).toArray();
		shift = offsets.stream().mapToInt(Offset::shift).toArray();
		final long[] distances = offsets.stream().mapToLong(Offset::distance).distinct().toArray();
		ringValue = new float[distances.length];
		ringStart = new int[distances.length + 1];
		for (int r = 0, i = 0; r < distances.length; r++) {
			ringValue[r] = (float) value(distances[r]);
			while (i < offsets.size() && offsets.get(i).distance == distances[r])
				i++;
			ringStart[r + 1] = i;
		}
	}

	/** All offsets within reach, sorted by their length. */
	private List<Offset> offsets() {
		final List<Offset> offsets = new ArrayList<>();
		final int step = lattice.step();
		for (int y = 0; y < step; y++)
			for (int x = 0; x < step; x++)
				for (int row = -border; row <= border; row++)
					for (int column = -border; column <= border; column++) {
						// Doubled, because nodes may lie half a pixel off the grid.
						final long dy = Math.round(2 * (y - lattice.top() - step * row));
						final long dx = Math.round(2 * (x - lattice.left() - step * column));
						final long distance = dy * dy + dx * dx;
						if (distance <= 4 * REACH * REACH * sigma * sigma)
							offsets.add(new Offset(distance, y * step + x, row * stride + column));
					}
		offsets.sort(Comparator.comparingLong(Offset::distance).thenComparingInt(Offset::plane));
		return offsets;
	}

	/** @param distance square of the doubled distance in pixels */
	private double value(long distance) {
		return value(Math.sqrt(distance) / 2, sigma);
	}

	/** k at a distance, both in pixels, but for the cut-off. */
	static double value(double distance, double sigma) {
		final double decay = Math.max(0, distance / sigma - 0.5);
		return Math.exp(-2 * decay * decay);
	}

	int rings() {
		return ringValue.length;
	}

	/** k on a ring, falling from ring to ring. */
	float value(int ring) {
		return ringValue[ring];
	}

	/** Number of planes. */
	int planes() {
		return lattice.step() * lattice.step();
	}

	/** Length of an array of nodes and of a plane, margins included. */
	int entries() {
		return end + margin;
	}

	/** Index of the first node, and of the first pixel of a plane. */
	int first() {
		return margin;
	}

	/** One more than the index of the last node. */
	int end() {
		return end;
	}

	/** Adds every node to the pixels at the offsets of a ring. */
	void spread(int ring, float[] nodes, float[][] planes, float[] scratch) {
		for (int i = ringStart[ring]; i < ringStart[ring + 1]; i++)
			addShifted(nodes, shift[i], planes[plane[i]], scratch);
	}

	/** The adjoint of {@link #spread}: adds to every node the pixels at the offsets of a ring. */
	void collect(int ring, float[][] planes, float[] nodes, float[] scratch) {
		for (int i = ringStart[ring]; i < ringStart[ring + 1]; i++)
			addShifted(planes[plane[i]], -shift[i], nodes, scratch);
	}

	private void addShifted(float[] source, int shift, float[] target, float[] scratch) {
		// Copied into place first: a loop over two arrays at different indices is not turned into vector instructions.
		System.arraycopy(source, margin + shift, scratch, margin, end - margin);
		for (int i = margin; i < end; i++)
			target[i] += scratch[i];
	}

	/** Copies values of the lattice to their place among the nodes. */
	void toNodes(float[] values, float[] nodes) {
		for (int row = 0; row < lattice.rows(); row++)
			System.arraycopy(values, row * lattice.columns(), nodes, first() + row * stride, lattice.columns());
	}

	void fromNodes(float[] nodes, float[] values) {
		for (int row = 0; row < lattice.rows(); row++)
			System.arraycopy(nodes, first() + row * stride, values, row * lattice.columns(), lattice.columns());
	}

	/** Copies the pixels of an image to their place in the planes. */
	void toPlanes(float[] image, float[][] planes) {
		final int step = lattice.step(), width = lattice.width();
		for (int y = 0; y < lattice.height(); y++)
			for (int start = 0; start < Math.min(step, width); start++) {
				final float[] plane = planes[y % step * step + start];
				for (int x = start, i = first() + y / step * stride; x < width; x += step, i++)
					plane[i] = image[y * width + x];
			}
	}

	void fromPlanes(float[][] planes, float[] image) {
		final int step = lattice.step(), width = lattice.width();
		for (int y = 0; y < lattice.height(); y++)
			for (int start = 0; start < Math.min(step, width); start++) {
				final float[] plane = planes[y % step * step + start];
				for (int x = start, i = first() + y / step * stride; x < width; x += step, i++)
					image[y * width + x] = plane[i];
			}
	}
}
