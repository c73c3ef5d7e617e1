package io.github.fijiray.onnx;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The sliding-window operators of the {@link Interpreter}, in any number of spatial dimensions. */
final class Windows {

	private final int[] kernel;
	private final int[] strides;
	private final int[] dilations;
	private final int[] begin;
	private final int[] end;
	private final int[] in;
	private final int[] out;

	/** @param in spatial sizes; @param kernel taps along each */
	private Windows(Node node, int[] in, int[] kernel) {
		this.in = in;
		this.kernel = kernel;
		int axes = kernel.length;
		strides = ints(node, "strides", axes, 1);
		dilations = ints(node, "dilations", axes, 1);
		String auto = node.text("auto_pad", "NOTSET");
		boolean ceil = node.integer("ceil_mode", 0) != 0;
		int[] pads = auto.equals("NOTSET") ? ints(node, "pads", 2 * axes, 0) : new int[2 * axes];
		if (auto.startsWith("SAME")) for (int a = 0; a < axes; a++) {
			int steps = (in[a] + strides[a] - 1) / strides[a];
			int total = Math.max(0, (steps - 1) * strides[a] + (kernel[a] - 1) * dilations[a] + 1 - in[a]);
			pads[a] = auto.endsWith("UPPER") ? total / 2 : total - total / 2;
			pads[axes + a] = total - pads[a];
		}
		begin = Arrays.copyOf(pads, axes);
		end = Arrays.copyOfRange(pads, axes, 2 * axes);
		out = IntStream.range(0, axes).map(a -> {
			int room = in[a] + begin[a] + end[a] - (kernel[a] - 1) * dilations[a] - 1;
			int steps = (ceil ? room + strides[a] - 1 : room) / strides[a];
			return steps + (ceil && steps * strides[a] >= in[a] + begin[a] ? 0 : 1);
		}).toArray();
	}

	private static int[] ints(Node node, String attribute, int length, int otherwise) {
		long[] given = node.integers(attribute);
		return IntStream.range(0, length).map(i -> given == null ? otherwise : (int) given[i]).toArray();
	}

	private static int[] space(NdArray x) {
		return Arrays.copyOfRange(x.shape(), 2, x.rank());
	}

	private static Windows pool(Node node, NdArray x) {
		return new Windows(node, space(x), ints(node, "kernel_shape", x.rank() - 2, 1));
	}

	/** The pixel under a tap, as a flat index; -1 in the padding. {@code where} may reach beyond both. */
	private int pixel(int[] position, int[] tap) {
		int flat = 0;
		for (int a = 0; a < kernel.length; a++) {
			int p = position[a] * strides[a] - begin[a] + tap[a] * dilations[a];
			if (p < 0 || p >= in[a]) return -1;
			flat = flat * in[a] + p;
		}
		return flat;
	}

	/** Number of taps that lie on a pixel or in the declared padding. */
	private int paddedTaps(int[] position) {
		int count = 1;
		for (int a = 0; a < kernel.length; a++) {
			int axis = a;
			count *= (int) IntStream.range(0, kernel[a]).filter(t -> position[axis] * strides[axis] - begin[axis] + t *
				dilations[axis] < in[axis] + end[axis]).count();
		}
		return count;
	}

	private void forEachTap(int[] position, IntConsumer pixel) {
		NdArray.of(kernel, tap -> {
			int p = pixel(position, tap);
			if (p >= 0) pixel.accept(p);
			return 0;
		});
	}

	private double[] window(NdArray x, int n, int c, int[] position) {
		DoubleStream.Builder values = DoubleStream.builder();
		int plane = NdArray.size(in);
		forEachTap(position, p -> values.add(x.data()[(n * x.dim(1) + c) * plane + p]));
		return values.build().toArray();
	}

	private NdArray pooled(NdArray x, PoolFunction f) {
		int[] shape = x.shape().clone();
		System.arraycopy(out, 0, shape, 2, out.length);
		return NdArray.of(shape, i -> {
			int[] position = Arrays.copyOfRange(i, 2, i.length);
			return f.of(window(x, i[0], i[1], position), position);
		});
	}

	private interface PoolFunction {

		double of(double[] window, int[] position);
	}

	static NdArray averagePool(Node node, NdArray x) {
		Windows w = pool(node, x);
		boolean padded = node.integer("count_include_pad", 0) != 0;
		return w.pooled(x, (window, position) -> DoubleStream.of(window).sum() / (padded ? w.paddedTaps(position)
			: window.length));
	}

	static NdArray lpPool(Node node, NdArray x) {
		double p = node.integer("p", 2);
		return pool(node, x).pooled(x, (window, position) -> Math.pow(DoubleStream.of(window).map(v -> Math.pow(Math.abs(v),
			p)).sum(), 1 / p));
	}

	static NdArray[] maxPool(Node node, NdArray x) {
		Windows w = pool(node, x);
		NdArray max = w.pooled(x, (window, position) -> DoubleStream.of(window).max().orElse(0));
		int plane = NdArray.size(w.in);
		NdArray indices = NdArray.of(max.shape(), i -> {
			int first = (i[0] * x.dim(1) + i[1]) * plane;
			int[] found = { -1 };
			w.forEachTap(Arrays.copyOfRange(i, 2, i.length), p -> {
				if (found[0] < 0 && x.data()[first + p] == max.get(i)) found[0] = first + p;
			});
			return found[0];
		});
		return new NdArray[] { max, indices };
	}

	static NdArray conv(Node node, NdArray x, NdArray weights, NdArray bias) {
		Windows w = new Windows(node, space(x), space(weights));
		int group = (int) node.integer("group", 1);
		int outs = weights.dim(0);
		int ins = weights.dim(1);
		int plane = NdArray.size(w.in);
		int[] shape = x.shape().clone();
		shape[1] = outs;
		System.arraycopy(w.out, 0, shape, 2, w.out.length);
		return NdArray.of(shape, i -> {
			double[] sum = { bias == null ? 0 : bias.get(i[1]) };
			int firstIn = i[1] / (outs / group) * ins;
			int[] position = Arrays.copyOfRange(i, 2, i.length);
			for (int c = 0; c < ins; c++) {
				int channel = c;
				NdArray.of(w.kernel, tap -> {
					int p = w.pixel(position, tap);
					if (p >= 0) sum[0] += x.data()[(i[0] * x.dim(1) + firstIn + channel) * plane + p] * weights.get(index(i[1],
						channel, tap));
					return 0;
				});
			}
			return sum[0];
		});
	}

	/** The adjoint of a convolution: each input element adds its window to the output. */
	static NdArray convTranspose(Node node, NdArray x, NdArray weights, NdArray bias) {
		int axes = x.rank() - 2;
		int[] strides = ints(node, "strides", axes, 1);
		int[] dilations = ints(node, "dilations", axes, 1);
		int[] extra = ints(node, "output_padding", axes, 0);
		int[] pads = ints(node, "pads", 2 * axes, 0);
		String auto = node.text("auto_pad", "NOTSET");
		int[] shape = x.shape().clone();
		int group = (int) node.integer("group", 1);
		int outs = weights.dim(1);
		shape[1] = outs * group;
		for (int a = 0; a < axes; a++) {
			int full = (x.dim(2 + a) - 1) * strides[a] + extra[a] + (weights.dim(2 + a) - 1) * dilations[a] + 1;
			boolean given = node.has("output_shape");
			if (auto.startsWith("SAME") || given) {
				int total = full - (given ? (int) node.integers("output_shape")[a] : x.dim(2 + a) * strides[a]);
				pads[a] = auto.endsWith("UPPER") ? total / 2 : total - total / 2;
				pads[axes + a] = total - pads[a];
			}
			shape[2 + a] = full - pads[a] - pads[axes + a];
		}
		NdArray result = NdArray.of(shape, i -> bias == null ? 0 : bias.get(i[1]));
		int ins = x.dim(1) / group;
		NdArray.of(x.shape(), i -> {
			NdArray.of(space(weights), tap -> {
				int[] to = i.clone();
				for (int a = 0; a < axes; a++) {
					to[2 + a] = i[2 + a] * strides[a] - pads[a] + tap[a] * dilations[a];
					if (to[2 + a] < 0 || to[2 + a] >= shape[2 + a]) return 0;
				}
				for (int c = 0; c < outs; c++) {
					to[1] = i[1] / ins * outs + c;
					result.data()[result.offset(to)] += x.get(i) * weights.get(index(i[1], c, tap));
				}
				return 0;
			});
			return 0;
		});
		return result;
	}

	private static int[] index(int first, int second, int[] rest) {
		return IntStream.concat(IntStream.of(first, second), Arrays.stream(rest)).toArray();
	}
}
