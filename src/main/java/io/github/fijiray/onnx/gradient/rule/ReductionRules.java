package io.github.fijiray.onnx.gradient.rule;

import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Value;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Reductions over axes, running sums and selections along an axis. */
final class ReductionRules {

	private ReductionRules() {}

	static void enter(RuleTable rules) {
		reduction(rules, "ReduceSum", n -> spread(n, keptGrad(n)));
		reduction(rules, "ReduceMean", n -> spread(n, keptGrad(n).times(n.scalar(1.0 / reducedCount(n)))));
		reduction(rules, "ReduceMax", ReductionRules::share);
		reduction(rules, "ReduceMin", ReductionRules::share);
		reduction(rules, "ReduceProd", ReductionRules::productOfOthers);
		reduction(rules, "ReduceL1", n -> keptGrad(n).times(n.in(0).sign()));
		reduction(rules, "ReduceL2", n -> keptGrad(n).over(n.orOne(kept(n, n.out()))).times(n.in(
			0)));
		reduction(rules, "ReduceSumSquare", n -> keptGrad(n).times(n.scalar(2)).times(n.in(0)));
		reduction(rules, "ReduceLogSum", n -> spread(n, keptGrad(n).over(kept(n, n.out()).exp())));
		reduction(rules, "ReduceLogSumExp", n -> keptGrad(n).times(n.in(0).minus(kept(n, n.out())).exp()));
		rules.define("CumSum", n -> n.emit("CumSum", n.grad(), n.in(1)).with("reverse", 1 - n.node().integer("reverse", 0))
			.with("exclusive", n.node().integer("exclusive", 0)).output(), RuleTable.NONE);
		rules.define("TopK", n -> n.zeros(n.in(0).shape()).scatterAdd(n.node().integer("axis", -1), n.out(1), n.grad()),
			RuleTable.NONE);
	}

	/** Enters a reduction, whose second input is its axes. */
	private static void reduction(RuleTable rules, String operator, RuleTable.Derivative derivative) {
		rules.define(operator, derivative, RuleTable.NONE);
	}

	/** The elements that are the extremum share the gradient equally. */
	private static Value share(Backward n) throws ModelException {
		Value winners = n.indicator(n.in(0).equal(kept(n, n.out())));
		long[] axes = Arrays.stream(axes(n)).asLongStream().toArray();
		return winners.times(keptGrad(n).over(winners.sum(axes)));
	}

	/** The product of the others is that of all which are not 0, over x where this is not 0, if no other one is 0. */
	private static Value productOfOthers(Backward n) throws ModelException {
		long[] axes = Arrays.stream(axes(n)).asLongStream().toArray();
		Value zeros = n.indicator(n.in(0).equal(n.scalar(0)));
		Value others = zeros.sum(axes).minus(zeros);
		Value rest = n.orOne(n.in(0));
		Value product = rest.reduce("ReduceProd", axes).over(rest);
		return keptGrad(n).times(product).times(n.indicator(others.equal(n.scalar(0))));
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

	private static Value keptGrad(Backward n) throws ModelException {
		return kept(n, n.grad());
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
		long[] given = n.hasIn(1) ? n.integers(1) : null;
		if (given != null && given.length > 0) return Arrays.stream(given).mapToInt(dims::axis).sorted().toArray();
		boolean none = n.node().integer("noop_with_empty_axes", 0) != 0;
		return none ? new int[0] : IntStream.range(0, dims.rank()).toArray();
	}
}
