package io.github.fijiray.mask;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The kernel k of a smooth mask between the nodes of a lattice and the pixels: radial, flat at the centre, then falling
 * like a Gaussian, {@code k(d) = exp(-2·max(0, d/σ - ½)²)}, cut off at 1.75 σ, where it is below 0.05.
 * <p>
 * What makes it fast: pixels are kept in <em>planes</em>, one per position modulo the step. Seen from a plane, the node
 * at a given offset is the same index shift away for all its pixels, so one loop serves the whole plane. And since the
 * kernel is radial, offsets of equal length share one value: they form a <em>ring</em>, and whatever depends on a node
 * and a kernel value is computed once per ring rather than once per pixel.
 * </p>
 * <p>
 * Nodes and planes have rows of equal stride. The entries of a row beyond the last column, and the margins before the
 * first and after the last row of nodes, belong to no node; they let shifts run over the border.
 * </p>
 */
final class RadialKernel {

	private static final double REACH = 1.75;

	/** Entries {@code i + node} of the nodes and {@code i + plane} of the planes are one offset apart. */
	private record Shift(long distance, int plane, int node) {}

	private final Lattice lattice;
	private final double sigma;
	private final int border;
	private final int stride;
	private final int planeSize;

	private final float[] ringValue;
	/** The shifts of ring r are those from {@code ringStart[r]} to {@code ringStart[r + 1] - 1}. */
	private final int[] ringStart;
	private final int[] plane;
	private final int[] node;

	/** @param sigma σ in pixels, at least half a step of the lattice */
	RadialKernel(Lattice lattice, double sigma) {
		final int step = lattice.step();
		if (!(sigma >= step / 2.0 && sigma < 1e4)) throw new IllegalArgumentException("A smoothness of " + sigma +
			" pixels does not suit a lattice of step " + step + "; expected at least half the step.");
		this.lattice = lattice;
		this.sigma = sigma;
		border = (int) ((REACH * sigma + step - 1 - Math.min(lattice.top(), lattice.left())) / step);
		stride = lattice.columns() + border;
		planeSize = stride * ((lattice.height() + step - 1) / step);

		final List<Shift> shifts = shifts();
		plane = shifts.stream().mapToInt(Shift::plane).toArray();
		node = shifts.stream().mapToInt(Shift::node).toArray();
		final long[] distances = shifts.stream().mapToLong(Shift::distance).distinct().toArray();
		ringValue = new float[distances.length];
		ringStart = new int[distances.length + 1];
		for (int r = 0, i = 0; r < distances.length; r++) {
			ringValue[r] = (float) value(distances[r]);
			while (i < shifts.size() && shifts.get(i).distance == distances[r])
				i++;
			ringStart[r + 1] = i;
		}
	}

	/** All offsets within reach, sorted by their length. */
	private List<Shift> shifts() {
		final List<Shift> shifts = new ArrayList<>();
		final int step = lattice.step();
		for (int y = 0; y < step; y++)
			for (int x = 0; x < step; x++)
				for (int row = -border; row <= border; row++)
					for (int column = -border; column <= border; column++) {
						// Doubled, because nodes may lie half a pixel off the grid.
						final long dy = Math.round(2 * (y - lattice.top() - step * row));
						final long dx = Math.round(2 * (x - lattice.left() - step * column));
						final long distance = dy * dy + dx * dx;
						if (distance <= 4 * REACH * REACH * sigma * sigma) shifts.add(new Shift(distance,
							(y * step + x) * planeSize, margin() + row * stride + column));
					}
		shifts.sort(Comparator.comparingLong(Shift::distance).thenComparingInt(Shift::plane));
		return shifts;
	}

	/** @param distance square of the doubled distance in pixels */
	private double value(long distance) {
		final double decay = Math.max(0, Math.sqrt(distance) / (2 * sigma) - 0.5);
		return Math.exp(-2 * decay * decay);
	}

	int rings() {
		return ringValue.length;
	}

	/** k on a ring, falling from ring to ring. */
	float value(int ring) {
		return ringValue[ring];
	}

	/** Entries of an array of nodes, margins included. */
	int nodeEntries() {
		return planeSize + 2 * margin();
	}

	/** Index of the first node. */
	int firstNode() {
		return margin();
	}

	/** One more than the index of the last node. */
	int endOfNodes() {
		return margin() + lattice.rows() * stride;
	}

	/** Entries of the planes of all pixels. */
	int planeEntries() {
		return lattice.step() * lattice.step() * planeSize;
	}

	private int margin() {
		return border * stride + border;
	}

	/** Adds every node to the pixels at the offsets of a ring. */
	void spread(int ring, float[] nodes, float[] planes) {
		for (int s = ringStart[ring]; s < ringStart[ring + 1]; s++)
			add(nodes, node[s], planes, plane[s], planeSize);
	}

	/** Adjoint of {@link #spread}: adds to every node the pixels at the offsets of a ring. */
	void collect(int ring, float[] planes, float[] nodes) {
		for (int s = ringStart[ring]; s < ringStart[ring + 1]; s++)
			add(planes, plane[s], nodes, node[s], planeSize);
	}

	private static void add(float[] source, int sourceStart, float[] target, int targetStart, int length) {
		for (int i = 0; i < length; i++)
			target[targetStart + i] += source[sourceStart + i];
	}

	/** Copies values of the lattice to their place among the nodes. */
	void toNodes(float[] values, float[] nodes) {
		for (int row = 0; row < lattice.rows(); row++)
			System.arraycopy(values, row * lattice.columns(), nodes, firstNode() + row * stride, lattice.columns());
	}

	void fromNodes(float[] nodes, float[] values) {
		for (int row = 0; row < lattice.rows(); row++)
			System.arraycopy(nodes, firstNode() + row * stride, values, row * lattice.columns(), lattice.columns());
	}

	void toPlanes(float[] image, float[] planes) {
		final int step = lattice.step(), width = lattice.width();
		for (int y = 0; y < lattice.height(); y++)
			for (int x0 = 0; x0 < Math.min(step, width); x0++)
				for (int x = x0, i = rowInPlane(y, x0); x < width; x += step, i++)
					planes[i] = image[y * width + x];
	}

	void fromPlanes(float[] planes, float[] image) {
		final int step = lattice.step(), width = lattice.width();
		for (int y = 0; y < lattice.height(); y++)
			for (int x0 = 0; x0 < Math.min(step, width); x0++)
				for (int x = x0, i = rowInPlane(y, x0); x < width; x += step, i++)
					image[y * width + x] = planes[i];
	}

	private int rowInPlane(int y, int x0) {
		final int step = lattice.step();
		return (y % step * step + x0) * planeSize + y / step * stride;
	}
}
