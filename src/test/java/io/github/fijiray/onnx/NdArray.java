package io.github.fijiray.onnx;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** A row-major array of doubles, which stands for tensors of any type in the reference interpreter. */
public record NdArray(int[] shape, double[] data) {

	public NdArray {
		if (size(shape) != data.length) throw new IllegalArgumentException(data.length + " elements for " + Arrays.toString(
			shape));
	}

	public static NdArray of(int[] shape, ToDoubleFunction<int[]> value) {
		double[] data = new double[size(shape)];
		int[] index = new int[shape.length];
		for (int i = 0; i < data.length; i++) {
			data[i] = value.applyAsDouble(index);
			for (int axis = shape.length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--)
				index[axis] = 0;
		}
		return new NdArray(shape, data);
	}

	public static NdArray scalar(double value) {
		return new NdArray(new int[0], new double[] { value });
	}

	public static NdArray vector(double... values) {
		return new NdArray(new int[] { values.length }, values);
	}

	public static NdArray vector(int... values) {
		return vector(Arrays.stream(values).asDoubleStream().toArray());
	}

	public static int size(int... shape) {
		return Arrays.stream(shape).reduce(1, Math::multiplyExact);
	}

	public int rank() {
		return shape.length;
	}

	public int dim(int axis) {
		return shape[axis(axis)];
	}

	public int axis(int axis) {
		return axis < 0 ? axis + rank() : axis;
	}

	public int offset(int... index) {
		int offset = 0;
		for (int axis = 0; axis < shape.length; axis++)
			offset = offset * shape[axis] + index[axis];
		return offset;
	}

	public double get(int... index) {
		return data[offset(index)];
	}

	/** The element at an index of something that this is broadcast to. */
	public double broadcast(int[] index) {
		int offset = 0;
		for (int axis = 0; axis < shape.length; axis++)
			offset = offset * shape[axis] + (shape[axis] == 1 ? 0 : index[index.length - shape.length + axis]);
		return data[offset];
	}

	public int[] ints() {
		return Arrays.stream(data).mapToInt(v -> (int) Math.max(Math.min(v, Integer.MAX_VALUE), Integer.MIN_VALUE))
			.toArray();
	}

	public NdArray map(DoubleUnaryOperator f) {
		return new NdArray(shape, Arrays.stream(data).map(f).toArray());
	}

	public NdArray combine(NdArray other, DoubleBinaryOperator f) {
		return of(broadcast(shape, other.shape), i -> f.applyAsDouble(broadcast(i), other.broadcast(i)));
	}

	public static int[] broadcast(int[]... shapes) {
		int rank = Arrays.stream(shapes).mapToInt(s -> s.length).max().orElse(0);
		return IntStream.range(0, rank).map(axis -> {
			int size = 1;
			for (int[] shape : shapes) {
				int own = axis - rank + shape.length;
				if (own >= 0 && shape[own] != 1) size = shape[own];
			}
			return size;
		}).toArray();
	}

	public NdArray reshape(int... target) {
		int known = -size(target);
		int[] resolved = Arrays.stream(target).map(t -> t == -1 ? data.length / known : t).toArray();
		return new NdArray(resolved, data);
	}

	public NdArray transpose(int... permutation) {
		int[] out = Arrays.stream(permutation).map(p -> shape[p]).toArray();
		return of(out, i -> {
			int[] in = new int[i.length];
			for (int axis = 0; axis < i.length; axis++)
				in[permutation[axis]] = i[axis];
			return get(in);
		});
	}

	/** The shape with another size for one axis. */
	public int[] shapeWith(int axis, int size) {
		int[] changed = shape.clone();
		changed[axis(axis)] = size;
		return changed;
	}

	/** Takes elements along an axis. */
	public NdArray take(int axis, int... indices) {
		int a = axis(axis);
		return of(shapeWith(a, indices.length), i -> {
			int[] in = i.clone();
			in[a] = indices[i[a]];
			return get(in);
		});
	}

	public static NdArray concat(int axis, NdArray... parts) {
		int a = parts[0].axis(axis);
		int total = Arrays.stream(parts).mapToInt(p -> p.shape[a]).sum();
		return of(parts[0].shapeWith(a, total), i -> {
			int[] in = i.clone();
			int part = 0;
			while (in[a] >= parts[part].shape[a])
				in[a] -= parts[part++].shape[a];
			return parts[part].get(in);
		});
	}

	/** Reduces axes, which stay with size 1. */
	public NdArray reduce(int[] axes, ToDoubleFunction<double[]> f) {
		int[] out = shape.clone();
		for (int axis : axes)
			out[axis(axis)] = 1;
		int[] inner = new int[rank()];
		Arrays.fill(inner, 1);
		for (int axis : axes)
			inner[axis(axis)] = dim(axis);
		return of(out, i -> f.applyAsDouble(of(inner, j -> get(IntStream.range(0, rank()).map(a -> i[a] + j[a])
			.toArray())).data));
	}

	@Override
	public String toString() {
		return Arrays.toString(shape) + Arrays.toString(data);
	}
}
