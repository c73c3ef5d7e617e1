package io.github.fijiray.onnx;

import java.util.stream.IntStream;

/** The Resize operator of the {@link Interpreter}: nearest, linear and cubic, one axis after the other. */
final class Resizing {

	private Resizing() {}

	static NdArray resize(Node node, NdArray x, NdArray scales, NdArray sizes) {
		NdArray result = x;
		for (int axis = 0; axis < x.rank(); axis++) {
			int in = x.dim(axis);
			boolean scaled = scales != null && scales.data().length > 0;
			double scale = scaled ? scales.get(axis) : sizes.get(axis) / in;
			int out = scaled ? (int) Math.floor(in * scale) : (int) sizes.get(axis);
			if (scale != 1) result = along(node, result, axis, out, scale);
		}
		return result;
	}

	private static NdArray along(Node node, NdArray x, int axis, int out, double scale) {
		int in = x.dim(axis);
		return NdArray.of(x.shapeWith(axis, out), i -> {
			double p = original(node.text("coordinate_transformation_mode", "half_pixel"), i[axis], in, out, scale);
			double sum = 0;
			for (int from = -2; from < in + 2; from++)
				sum += weight(node, p, from) * x.get(at(i, axis, Math.max(0, Math.min(in - 1, from))));
			return sum;
		});
	}

	private static int[] at(int[] index, int axis, int position) {
		return IntStream.range(0, index.length).map(a -> a == axis ? position : index[a]).toArray();
	}

	private static double original(String mode, int p, int in, int out, double scale) {
		return switch (mode) {
			case "asymmetric" -> p / scale;
			case "align_corners" -> out == 1 ? 0 : p * (in - 1.0) / (out - 1);
			case "pytorch_half_pixel" -> out > 1 ? (p + 0.5) / scale - 0.5 : 0;
			default -> (p + 0.5) / scale - 0.5;
		};
	}

	private static double weight(Node node, double p, int from) {
		double distance = Math.abs(p - from);
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
