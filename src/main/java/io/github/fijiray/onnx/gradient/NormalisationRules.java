package io.github.fijiray.onnx.gradient;

import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Value;

import java.util.Arrays;

/** Normalisations, as they act at inference. */
final class NormalisationRules {

	private NormalisationRules() {}

	static void enter(RuleTable rules) {
		rules.define("BatchNormalization", n -> n.grad().times(batchScale(n)));
		rules.define("LRN", NormalisationRules::localResponse);
		rules.define("Softmax", n -> {
			Value weighted = n.grad().times(n.out());
			return weighted.minus(n.out().times(weighted.sum(n.node().integer("axis", -1))));
		});
		rules.define("LogSoftmax", n -> n.grad().minus(n.out().exp().times(n.grad().sum(n.node().integer("axis", -1)))));
	}

	/** scale / √(variance + ε), shaped [C, 1, …]. */
	static Value batchScale(Backward n) throws ModelException {
		if (n.node().integer("training_mode", 0) != 0) throw new ModelException(
			"it normalises as in training; export the model in evaluation mode (in PyTorch: model.eval())");
		Value deviation = n.in(4).plus(n.scalar(n.node().real("epsilon", 1e-5))).root();
		long[] target = new long[n.inDims(0).rank() - 1];
		Arrays.fill(target, 1);
		target[0] = -1;
		return n.in(1).over(deviation).reshape(target);
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
