package io.github.fijiray.onnx.gradient.rule;

import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Value;

import java.util.Arrays;

/** Operators that pick or put elements by index. No gradient flows to an index. */
final class IndexRules {

	private IndexRules() {}

	static void enter(RuleTable rules) {
		rules.define("Gather", IndexRules::gather, RuleTable.NONE);
		rules.define("GatherElements", n -> n.zeros(n.in(0).shape()).scatterAdd(n.node().integer("axis", 0), n.in(1), n
			.grad()), RuleTable.NONE);
		rules.define("GatherND", IndexRules::gatherNd, RuleTable.NONE);
		rules.define("ScatterElements", n -> overwritten(n, n.emit("ScatterElements", n.grad(), n.in(1), n.zeros(n.in(1)
			.shape())).with("axis", n.node().integer("axis", 0)).output()), RuleTable.NONE, n -> n.emit("GatherElements", n
				.grad(), n.in(1)).with("axis", n.node().integer("axis", 0)).output());
		rules.define("ScatterND", n -> overwritten(n, n.emit("ScatterND", n.grad(), n.in(1), n.zeros(n.in(2).shape()))
			.output()), RuleTable.NONE, n -> n.emit("GatherND", n.grad(), n.in(1)).output());
		rules.none("OneHot", "NonZero", "EyeLike", "ArgMax", "ArgMin", "Hardmax");
	}

	private static Value gather(Backward n) throws ModelException {
		Dims in = n.inDims(0);
		int axis = in.axis(n.node().integer("axis", 0));
		if (in.rank() == 1) return n.zeros(n.in(0).shape()).scatterAdd(0, n.in(1).reshape(-1), n.grad().reshape(-1));
		if (in.grows(axis)) throw new ModelException("it picks along the batch");
		long count = n.inDims(1).count();
		long[] rows = in.reshapeTarget();
		rows[axis] = count;
		Value g = n.grad().reshape(rows);
		if (count == 1 && n.isConstant(1)) return padded(g, in, axis, n.integers(1)[0]);
		long[] line = new long[in.rank()];
		Arrays.fill(line, 1);
		line[axis] = count;
		Value indices = n.in(1).reshape(line).expand(g.shape());
		return n.zeros(n.in(0).shape()).scatterAdd(axis, indices, g);
	}

	/** Puts one slice between zeros. */
	private static Value padded(Value slice, Dims in, int axis, long index) {
		long position = index < 0 ? index + in.size(axis) : index;
		long[] pads = new long[2 * in.rank()];
		pads[axis] = position;
		pads[in.rank() + axis] = in.size(axis) - 1 - position;
		return slice.pad(pads);
	}

	private static Value gatherNd(Backward n) throws ModelException {
		if (n.node().integer("batch_dims", 0) != 0) throw new ModelException("its attribute batch_dims is not supported");
		return n.emit("ScatterND", n.zeros(n.in(0).shape()), n.in(1), n.grad()).with("reduction", "add").output();
	}

	/** What is overwritten gets no gradient; what is added to keeps it. */
	private static Value overwritten(Backward n, Value cleared) throws ModelException {
		return switch (n.node().text("reduction", "none")) {
			case "none" -> cleared;
			case "add" -> n.grad();
			default -> throw new ModelException("its attribute reduction is not supported");
		};
	}
}
