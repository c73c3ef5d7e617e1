package io.github.fijiray.onnx.gradient.rule;

import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.Node;

import java.util.Arrays;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The sliding window of a convolution or a pool, along each spatial axis.
 *
 * @param kernel number of taps
 * @param strides step of the window
 * @param dilations distance of the taps
 * @param begin padding before the first pixel
 * @param end padding after the last pixel that the windows reach; negative if they leave pixels over
 * @param larger size of what the window slides over
 * @param smaller number of positions of the window
 */
record Window(long[] kernel, long[] strides, long[] dilations, long[] begin, long[] end, long[] larger,
	long[] smaller)
{

	/**
	 * @param larger dimensions [N, C, …] of what the window slides over
	 * @param smaller dimensions [N, C, …] with one element for each position of the window
	 */
	static Window of(Node node, long[] kernel, Dims larger, Dims smaller) {
		int axes = kernel.length;
		long[] strides = or(node.integers("strides"), axes, 1);
		long[] dilations = or(node.integers("dilations"), axes, 1);
		long[] big = Arrays.copyOfRange(larger.sizes(), 2, 2 + axes);
		long[] small = Arrays.copyOfRange(smaller.sizes(), 2, 2 + axes);
		long[] reach = IntStream.range(0, axes).mapToLong(a -> (small[a] - 1) * strides[a] + (kernel[a] - 1) *
			dilations[a] + 1 - big[a]).toArray();
		long[] begin = switch (node.text("auto_pad", "NOTSET")) {
			case "SAME_UPPER" -> Arrays.stream(reach).map(r -> Math.max(r, 0) / 2).toArray();
			case "SAME_LOWER" -> Arrays.stream(reach).map(r -> (Math.max(r, 0) + 1) / 2).toArray();
			case "VALID" -> new long[axes];
			default -> or(node.integers("pads"), 2 * axes, 0);
		};
		return new Window(kernel, strides, dilations, Arrays.copyOf(begin, axes), rest(reach, begin), big, small);
	}

	/**
	 * The window of a transposed convolution. Where only the size of its output is given, what has to be cropped is
	 * halved, with the odd pixel at the beginning unless auto_pad is SAME_UPPER.
	 *
	 * @param larger dimensions [N, C, …] of the output
	 * @param smaller dimensions [N, C, …] of the input
	 */
	static Window transposed(Node node, long[] kernel, Dims larger, Dims smaller) {
		Window window = of(node, kernel, larger, smaller);
		String auto = node.text("auto_pad", "NOTSET");
		if (!node.has("output_shape") && !auto.startsWith("SAME")) return window;
		long[] extra = or(node.integers("output_padding"), window.axes(), 0);
		long[] reach = IntStream.range(0, window.axes()).mapToLong(a -> window.begin[a] + window.end[a]).toArray();
		int odd = auto.equals("SAME_UPPER") ? 0 : 1;
		long[] begin = IntStream.range(0, window.axes()).mapToLong(a -> (Math.max(reach[a] + extra[a], 0) + odd) / 2)
			.toArray();
		return new Window(kernel, window.strides, window.dilations, begin, rest(reach, begin), window.larger,
			window.smaller);
	}

	private static long[] rest(long[] total, long[] begin) {
		return IntStream.range(0, total.length).mapToLong(a -> total[a] - begin[a]).toArray();
	}

	private static long[] or(long[] given, int length, long otherwise) {
		return given != null ? given : LongStream.generate(() -> otherwise).limit(length).toArray();
	}

	int axes() {
		return kernel.length;
	}

	/** Whether the window moves by one pixel. */
	boolean isDense() {
		return Arrays.stream(strides).allMatch(s -> s == 1);
	}

	/** This window along the axes after one, with a single tap along the others. */
	Window after(int axis) {
		long[][] parts = { kernel.clone(), strides.clone(), dilations.clone(), begin.clone(), end.clone() };
		for (int i = 0; i < parts.length; i++)
			Arrays.fill(parts[i], 0, axis + 1, i < 3 ? 1 : 0);
		return new Window(parts[0], parts[1], parts[2], parts[3], parts[4], larger, smaller);
	}

	/** Distance of the first and the last tap. */
	long reach(int axis) {
		return (kernel[axis] - 1) * dilations[axis];
	}

	/** Number of taps of the window at a position that lie in first … last - 1. */
	int taps(int axis, int position, long first, long last) {
		int taps = 0;
		for (long tap = 0; tap < kernel[axis]; tap++) {
			long pixel = position * strides[axis] - begin[axis] + tap * dilations[axis];
			if (pixel >= first && pixel < last) taps++;
		}
		return taps;
	}

	/** Padding of a dense window that slides over the smaller side and makes the larger one. */
	long[] fullPads() {
		return both(a -> reach(a) - begin[a], a -> reach(a) - end[a]);
	}

	/** Padding of the transposed window, which makes the larger side. */
	long[] transposedPads() {
		return both(a -> begin[a], a -> Math.max(end[a], 0));
	}

	/** Pixels of the larger side that no window reaches. */
	long[] outputPadding() {
		return Arrays.stream(end).map(e -> Math.max(-e, 0)).toArray();
	}

	private long[] both(IntToLongFunction first, IntToLongFunction last) {
		return LongStream.concat(IntStream.range(0, axes()).mapToLong(first), IntStream.range(0, axes()).mapToLong(last))
			.toArray();
	}
}
