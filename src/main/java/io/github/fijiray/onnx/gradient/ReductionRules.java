package io.github.fijiray.onnx.gradient;

import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Value;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Reductions over axes. */
final class ReductionRules {

	private ReductionRules() {}

	static void enter(RuleTable rules) {
		rules.define("ReduceSum", n -> spread(n, kept(n, n.grad())), RuleTable.NONE);
		rules.define("ReduceMean", n -> spread(n, kept(n, n.grad()).times(n.scalar(1.0 / reducedCount(n)))),
			RuleTable.NONE);
		rules.none("ArgMax", "ArgMin");
	}

	/** Repeats a value with dimensions of size 1 for the reduced axes along these. */
	private static Value spread(Backward n, Value value) throws ModelException {
		Dims dims = n.inDims(0);
		int[] axes = axes(n);
		if (Arrays.stream(axes).anyMatch(dims::grows)) return value.expand(n.in(0).shape());
		long[] target = new long[dims.rank()];
		Arrays.fill(target, 1);
		for (int axis : axes)
			target[axis] = dims.size(axis);
		return value.expand(target);
	}

	/** Puts the reduced axes back, with size 1. */
	private static Value kept(Backward n, Value value) throws ModelException {
		int[] axes = axes(n);
		boolean gone = n.node().integer("keepdims", 1) == 0;
		return gone && axes.length > 0 ? n.emit("Unsqueeze", value, n.vector(Arrays.stream(axes).asLongStream().toArray()))
			.output() : value;
	}

	private static long reducedCount(Backward n) throws ModelException {
		Dims dims = n.inDims(0);
		int[] axes = axes(n);
		if (Arrays.stream(axes).anyMatch(dims::grows)) throw new ModelException("it reduces over the batch");
		return Arrays.stream(axes).mapToLong(dims::size).reduce(1, Math::multiplyExact);
	}

	private static int[] axes(Backward n) throws ModelException {
		Dims dims = n.inDims(0);
		long[] given = n.integers(1);
		if (given != null && given.length > 0) return Arrays.stream(given).mapToInt(dims::axis).sorted().toArray();
		boolean none = n.node().integer("noop_with_empty_axes", 0) != 0;
		return none ? new int[0] : IntStream.range(0, dims.rank()).toArray();
	}
}
