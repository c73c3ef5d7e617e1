package io.github.fijiray.onnx;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The dimensions of a tensor for one image, and which of them grow with the number of images.
 *
 * @param sizes the dimensions for one image; a dimension that grows is this many times the batch size
 * @param grows for each dimension, whether it grows with the batch
 */
public record Dims(long[] sizes, boolean[] grows) {

	/** Dimensions that do not depend on the batch. */
	public static Dims fixed(long... sizes) {
		return new Dims(sizes, new boolean[sizes.length]);
	}

	/** Dimensions of which the first is the batch. */
	public static Dims batched(long... sizes) {
		boolean[] grows = new boolean[sizes.length];
		grows[0] = true;
		return new Dims(sizes, grows);
	}

	public int rank() {
		return sizes.length;
	}

	/** A dimension, counted from the end if negative. */
	public long size(int axis) {
		return sizes[axis(axis)];
	}

	public boolean grows(int axis) {
		return grows[axis(axis)];
	}

	/** Brings an axis that may be counted from the end into 0 … rank - 1. */
	public int axis(long axis) {
		return (int) (axis < 0 ? axis + rank() : axis);
	}

	/** Number of elements for one image. */
	public long count() {
		return Arrays.stream(sizes).reduce(1, Math::multiplyExact);
	}

	public boolean isOne(int axis) {
		return size(axis) == 1 && !grows(axis);
	}

	/** These dimensions, followed by others. */
	public Dims join(Dims last) {
		Dims joined = new Dims(Arrays.copyOf(sizes, rank() + last.rank()), Arrays.copyOf(grows, rank() + last.rank()));
		System.arraycopy(last.sizes, 0, joined.sizes, rank(), last.rank());
		System.arraycopy(last.grows, 0, joined.grows, rank(), last.rank());
		return joined;
	}

	/** The dimensions from one axis up to, but without, another. */
	public Dims part(int from, int to) {
		return new Dims(Arrays.copyOfRange(sizes, from, to), Arrays.copyOfRange(grows, from, to));
	}

	/** The dimensions with -1 for those that grow. */
	public long[] open() {
		return IntStream.range(0, rank()).mapToLong(i -> grows[i] ? -1 : sizes[i]).toArray();
	}

	/** The target of a Reshape to these dimensions for any batch size; null if several dimensions grow. */
	public long[] reshapeTarget() {
		if (IntStream.range(0, rank()).filter(i -> grows[i]).count() > 1) return null;
		return open();
	}

	/** As in {@code [N,3,224,224]}, with {@code 12N} for a dimension of twelve per image. */
	@Override
	public String toString() {
		return Arrays.toString(IntStream.range(0, rank()).mapToObj(i -> !grows[i] ? "" + sizes[i] : sizes[i] == 1 ? "N"
			: sizes[i] + "N").toArray()).replace(" ", "");
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Dims that && Arrays.equals(sizes, that.sizes) && Arrays.equals(grows, that.grows);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(sizes);
	}
}
