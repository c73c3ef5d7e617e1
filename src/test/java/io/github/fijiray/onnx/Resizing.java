package io.github.fijiray.onnx;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The Resize operator of the {@link Interpreter}: nearest, linear and cubic, one axis after the other. */
final class Resizing {

	private Resizing() {}

	static NdArray resize(Node node, NdArray x, NdArray scales, NdArray sizes) {
		NdArray result = x;
		int[] axes = node.has("axes") ? Arrays.stream(node.integers("axes")).mapToInt(a -> x.axis((int) a)).toArray()
			: IntStream.range(0, x.rank()).toArray();
		for (int i = 0; i < axes.length; i++) {
			int axis = axes[i];
			int in = x.dim(axis);
			boolean scaled = scales != null && scales.data().length > 0;
			double scale = scaled ? scales.get(i) : sizes.get(i) / in;
			int out = scaled ? (int) Math.floor(in * scale) : (int) sizes.get(i);
			if (scale != 1) result = along(node, result, axis, out, scale);
		}
		return result;
	}

	private static NdArray along(Node node, NdArray x, int axis, int out, double scale) {
		int in = x.dim(axis);
		return NdArray.of(x.shapeWith(axis, out), i -> {
			double p = original(node.text("coordinate_transformation_mode", "half_pixel"), i[axis], in, out, scale);
			boolean outside = node.integer("exclude_outside", 0) == 0;
			double stretch = node.integer("antialias", 0) == 0 ? 1 : Math.min(1, scale);
			double reach = 2 / stretch;
			double sum = 0;
			double weights = 0;
			for (int from = (int) Math.floor(p - reach); from <= p + reach; from++) {
				double weight = outside || from >= 0 && from < in ? weight(node, p, from, stretch) : 0;
				sum += weight * x.get(at(i, axis, Math.max(0, Math.min(in - 1, from))));
				weights += weight;
			}
			return sum / weights;
		});
	}

	private static int[] at(int[] index, int axis, int position) {
		return IntStream.range(0, index.length).map(a -> a == axis ? position : index[a]).toArray();
	}

	private static double original(String mode, int p, int in, int out, double scale) {
		return switch (mode) {
			case "asymmetric" -> p / scale;
			case "align_corners" -> out == 1 ? 0 : p * (in - 1.0) / (out - 1);
			case "half_pixel_symmetric" -> {
				double centre = in / 2.0 * (1 - out / (scale * in));
				yield centre + (p + 0.5) / scale - 0.5;
			}
			case "pytorch_half_pixel" -> out > 1 ? (p + 0.5) / scale - 0.5 : 0;
			default -> (p + 0.5) / scale - 0.5;
		};
	}

	/** @param stretch below 1 to widen the filter when shrinking */
	private static double weight(Node node, double p, int from, double stretch) {
		double distance = Math.abs(p - from) * stretch;
		return switch (node.text("mode", "nearest")) {
			case "linear" -> Math.max(0, 1 - distance);
			case "cubic" -> cubic(distance, node.real("cubic_coeff_a", -0.75));
			default -> nearest(node.text("nearest_mode", "round_prefer_floor"), p) == from ? 1 : 0;
		};
	}

	private static double cubic(double d, double a) {
		return d <= 1 ? (a + 2) * d * d * d - (a + 3) * d * d + 1 : d < 2 ? a * d * d * d - 5 * a * d * d + 8 * a * d - 4 * a
			: 0;
	}

	private static double nearest(String mode, double p) {
		return switch (mode) {
			case "floor" -> Math.floor(p);
			case "ceil" -> Math.ceil(p);
			case "round_prefer_ceil" -> Math.floor(p + 0.5);
			default -> Math.ceil(p - 0.5);
		};
	}
}
