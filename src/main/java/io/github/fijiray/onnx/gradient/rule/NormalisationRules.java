package io.github.fijiray.onnx.gradient.rule;

import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Value;

import java.util.Arrays;
import java.util.stream.LongStream;

/** Normalisations, as they act at inference. */
final class NormalisationRules {

	private NormalisationRules() {}

	static void enter(RuleTable rules) {
		rules.define("BatchNormalization", n -> n.grad().times(batchScale(n)));
		rules.define("LayerNormalization", n -> standardised(n, n.in(0), n.grad().times(n.in(1)), lastAxes(n), epsilon(n)));
		rules.define("RMSNormalization", n -> rootMeanSquare(n, n.grad().times(n.in(1)), lastAxes(n), epsilon(n)));
		rules.define("InstanceNormalization", n -> standardised(n, n.in(0), n.grad().times(perChannel(n, n.in(1))), space(n),
			epsilon(n)));
		rules.define("GroupNormalization", NormalisationRules::group);
		rules.define("MeanVarianceNormalization", n -> standardised(n, n.in(0), n.grad(), n.node().has("axes") ? n.node()
			.integers("axes") : new long[] { 0, 2, 3 }, 1e-9));
		rules.define("LpNormalization", NormalisationRules::unitLength);
		rules.define("LRN", NormalisationRules::localResponse);
		rules.define("Softmax", n -> {
			Value weighted = n.grad().times(n.out());
			return weighted.minus(n.out().times(weighted.sum(n.node().integer("axis", -1))));
		});
		rules.define("LogSoftmax", n -> n.grad().minus(n.out().exp().times(n.grad().sum(n.node().integer("axis", -1)))));
	}

	private static double epsilon(Backward n) {
		return n.node().real("epsilon", 1e-5);
	}

	/** scale / √(variance + ε), shaped [C, 1, …]. */
	static Value batchScale(Backward n) throws ModelException {
		if (n.node().integer("training_mode", 0) != 0) throw new ModelException(
			"it normalises as in training; export the model in evaluation mode (in PyTorch: model.eval())");
		return perChannel(n, n.in(1).over(n.in(4).plus(n.scalar(epsilon(n))).root()));
	}

	/** Shapes a vector over channels [C, 1, …]. */
	private static Value perChannel(Backward n, Value vector) throws ModelException {
		long[] target = new long[n.inDims(0).rank() - 1];
		Arrays.fill(target, 1);
		target[0] = -1;
		return vector.reshape(target);
	}

	private static long[] lastAxes(Backward n) throws ModelException {
		return LongStream.range(n.inDims(0).axis(n.node().integer("axis", -1)), n.inDims(0).rank()).toArray();
	}

	private static long[] space(Backward n) throws ModelException {
		return LongStream.range(2, n.inDims(0).rank()).toArray();
	}

	/**
	 * For u = (x - mean) r with r = 1/√(variance + ε) over some axes: dx = r (h - mean(h) - u mean(h u)), where h is the
	 * gradient with respect to u.
	 */
	private static Value standardised(Backward n, Value x, Value h, long[] axes, double epsilon) throws ModelException {
		Value centred = x.minus(mean(x, axes));
		Value r = mean(centred.squared(), axes).plus(n.scalar(epsilon)).root().inverted();
		Value u = centred.times(r);
		return r.times(h.minus(mean(h, axes)).minus(u.times(mean(h.times(u), axes))));
	}

	/** For u = x r with r = 1/√(mean(x²) + ε): dx = r (h - u mean(h u)). */
	private static Value rootMeanSquare(Backward n, Value h, long[] axes, double epsilon) throws ModelException {
		Value r = mean(n.in(0).squared(), axes).plus(n.scalar(epsilon)).root().inverted();
		Value u = n.in(0).times(r);
		return r.times(h.minus(u.times(mean(h.times(u), axes))));
	}

	private static Value mean(Value value, long[] axes) {
		return value.reduce("ReduceMean", axes);
	}

	/** Scale and shift are given for each group before opset 21, for each channel from then on. */
	private static Value group(Backward n) throws ModelException {
		Dims dims = n.inDims(0);
		long groups = n.node().integer("num_groups", 1);
		long[] grouped = { dims.reshapeTarget()[0], groups, dims.part(1, dims.rank()).count() / groups };
		Value scale = n.in(1);
		if (n.inDims(1).size(0) != dims.size(1)) scale = scale.reshape(-1, 1).expand(groups, dims.size(1) / groups).reshape(
			-1);
		Value h = n.grad().times(perChannel(n, scale)).reshape(grouped);
		return n.likeIn(0, standardised(n, n.in(0).reshape(grouped), h, new long[] { 2 }, epsilon(n)));
	}

	/** y = x / |x| with |x| = Σ|x| or √Σx² along an axis: dx = (g - s Σ g y) / |x| with s = sign(x) or y; 0 where x = 0. */
	private static Value unitLength(Backward n) throws ModelException {
		long axis = n.node().integer("axis", -1);
		boolean absolute = n.node().integer("p", 2) == 1;
		Value length = n.in(0).reduce(absolute ? "ReduceL1" : "ReduceL2", axis);
		Value unit = n.in(0).over(n.orOne(length));
		Value direction = absolute ? n.in(0).sign() : unit;
		Value slope = n.grad().minus(direction.times(n.grad().times(unit).sum(axis))).over(n.orOne(length));
		return slope.times(n.indicator(length.greater(n.scalar(0))));
	}

	/**
	 * y = x b^-β with b = bias + α/size Σ x² over a window of channels. With w the window's mean and w' its adjoint,
	 * dx = g b^-β - 2αβ x w'(g y / b).
	 */
	private static Value localResponse(Backward n) throws ModelException {
		float alpha = n.node().real("alpha", 1e-4);
		float beta = n.node().real("beta", 0.75);
		Value x = n.in(0);
		Value b = n.scalar(n.node().real("bias", 1)).plus(n.scalar(alpha).times(channelMean(n, x.squared(), false)));
		Value spread = channelMean(n, n.grad().times(n.out()).over(b), true);
		return n.grad().times(b.toThe(n.scalar(-beta))).minus(n.scalar(2 * alpha * beta).times(x).times(spread));
	}

	/** Mean over a window of channels, as an average pool over [N, 1, C, rest]; or its adjoint. */
	private static Value channelMean(Backward n, Value value, boolean adjoint) throws ModelException {
		Dims dims = n.inDims(0);
		long size = n.node().integer("size", 1);
		long before = adjoint ? size / 2 : (size - 1) / 2;
		long rest = dims.part(2, dims.rank()).count();
		Value pooled = n.emit("AveragePool", value.reshape(-1, 1, dims.size(1), rest)).with("kernel_shape", new long[] {
			size, 1 }).with("pads", new long[] { before, 0, size - 1 - before, 0 }).with("count_include_pad", 1).output();
		return n.likeIn(0, pooled);
	}
}
