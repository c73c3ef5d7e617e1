package io.github.fijiray.onnx.gradient.rule;

import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.GraphWriter.NodeWriter;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Value;

import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Resizing is linear and acts on one axis after the other. Its matrix along an axis is found by resizing an identity
 * matrix in the same way, which ONNX Runtime does once when it loads the graph.
 */
final class ResizeRules {

	private ResizeRules() {}

	static void enter(RuleTable rules) {
		rules.define("Resize", ResizeRules::resize, RuleTable.NONE, RuleTable.NONE, RuleTable.NONE);
	}

	private static Value resize(Backward n) throws ModelException {
		if (n.node().text("coordinate_transformation_mode", "").equals("tf_crop_and_resize")) throw new ModelException(
			"its coordinate_transformation_mode tf_crop_and_resize is not supported");
		// Its scale follows from all axes together, and is not the ratio of the sizes along one.
		if (!n.node().text("keep_aspect_ratio_policy", "stretch").equals("stretch")) throw new ModelException(
			"its attribute keep_aspect_ratio_policy is not supported; export the model with a fixed scale");
		Dims in = n.inDims(0);
		Dims out = n.outDims();
		long[] axes = n.node().has("axes") ? n.node().integers("axes") : LongStream.range(0, in.rank()).toArray();
		Value g = n.grad();
		for (int i = 0; i < axes.length; i++) {
			int axis = in.axis(axes[i]);
			boolean scaled = n.hasIn(2) && n.inDims(2).count() > 0;
			if (in.grows(axis) || in.size(axis) == out.size(axis) && (!scaled || n.reals(2)[i] == 1)) continue;
			Value matrix = matrix(n, in.size(axis), out.size(axis), scaled ? n.reals(2)[i] : 0);
			g = applied(g, matrix, axis, in.rank());
		}
		return g;
	}

	/** The matrix [out, in] whose transpose resizes along an axis. */
	private static Value matrix(Backward n, long in, long out, double scale) throws ModelException {
		Value identity = n.emit("EyeLike", n.zeros(n.vector(in, in))).output();
		NodeWriter resize = scale == 0 ? n.emit("Resize", identity, null, null, n.vector(in, out)) : n.emit("Resize",
			identity, null, n.floats(1, (float) scale));
		for (String attribute : new String[] { "mode", "coordinate_transformation_mode", "nearest_mode", "cubic_coeff_a",
			"exclude_outside", "antialias" })
			resize.like(n.node(), attribute);
		return resize.output().transpose(1, 0);
	}

	/** Multiplies the vectors along an axis by a matrix, from the right. */
	private static Value applied(Value value, Value matrix, int axis, int rank) {
		if (axis == rank - 1) return value.matmul(matrix);
		long[] last = IntStream.range(0, rank).mapToLong(i -> i == axis ? rank - 1 : i == rank - 1 ? axis : i).toArray();
		return value.transpose(last).matmul(matrix).transpose(last);
	}
}
