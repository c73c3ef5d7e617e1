package io.github.fijiray.onnx.rewrite;

import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Value;

import java.util.List;
import java.util.Map;

/** Operators that ONNX Runtime's optimiser makes of several standard ones (domain {@code com.microsoft}). */
final class FusedOperators {

	private FusedOperators() {}

	static void enter(Map<String, Decomposition> table) {
		table.put("com.microsoft.FusedConv", FusedOperators::conv);
		table.put("com.microsoft.FusedGemm", n -> n.out(activated(n, n.emitLike("Gemm", new Value[] { n.in(0), n.in(1), n
			.optional(2) }, "activation", "activation_alpha", "activation_beta", "activation_gamma").output(), n.node().real(
				"activation_alpha", 0.01), n.node().real("activation_beta", 0.5))));
		table.put("com.microsoft.FusedMatMul", FusedOperators::matmul);
		table.put("com.microsoft.TransposeMatMul", FusedOperators::matmul);

		table.put("com.microsoft.Gelu", n -> n.out(gelu(n, n.in(0))));
		table.put("com.microsoft.BiasGelu", n -> n.out(gelu(n, n.in(0).plus(n.in(1)))));
		table.put("com.microsoft.FastGelu", n -> n.out(tanhGelu(n, n.hasIn(1) ? n.in(0).plus(n.in(1)) : n.in(0))));
		table.put("com.microsoft.QuickGelu", n -> n.out(n.in(0).times(n.in(0).times(n.scalar(n.node().real("alpha", 1.702)))
			.unary("Sigmoid"))));

		table.put("com.microsoft.SkipLayerNormalization", n -> {
			Value sum = skipped(n, 4);
			n.out(n.emit("LayerNormalization", sum, n.in(2), shift(n, 2, 3)).with("axis", -1).with("epsilon", n.node().real(
				"epsilon", 1e-12)).output());
		});
		// NB: ONNX Runtime 1.29 ends the process when it fuses an addition and a LayerNormalization without shift.
		table.put("LayerNormalization", n -> {
			n.refuseOut(1);
			n.out(n.emitLike("LayerNormalization", new Value[] { n.in(0), n.in(1), shift(n, 1, 2) }).output());
		});
		table.put("com.microsoft.SkipSimplifiedLayerNormalization", n -> n.out(rootMeanSquare(n, skipped(n, 3), n.in(2), -1,
			n.node().real("epsilon", 1e-5))));
		table.put("SimplifiedLayerNormalization", n -> {
			n.refuseOut(1);
			n.out(rootMeanSquare(n, n.in(0), n.in(1), n.node().integer("axis", -1), n.node().real("epsilon", 1e-5)));
		});
	}

	/** An input that is to be added, or zeros shaped like the scale. */
	private static Value shift(Composite n, int scale, int shift) throws ModelException {
		return n.hasIn(shift) ? n.in(shift) : n.in(scale).minus(n.in(scale));
	}

	/** A convolution, to which an input may be added, followed by an activation. */
	private static void conv(Composite n) throws ModelException {
		Value y = n.emitLike("Conv", new Value[] { n.in(0), n.in(1), n.optional(2) }, "activation", "activation_params").output();
		if (n.hasIn(3)) y = y.plus(n.in(3));
		List<Float> parameters = n.node().has("activation_params") ? n.node().attribute("activation_params").getFloatsList()
			: List.of();
		n.out(activated(n, y, parameters.isEmpty() ? 0 : parameters.get(0), parameters.size() < 2 ? 0 : parameters.get(1)));
	}

	private static Value activated(Composite n, Value y, float alpha, float beta) throws ModelException {
		String activation = n.node().text("activation", "");
		return switch (activation) {
			case "" -> y;
			case "Relu", "Sigmoid", "Tanh", "Softplus", "Softsign", "HardSwish" -> y.unary(activation);
			case "LeakyRelu", "Elu", "ThresholdedRelu" -> n.emit(activation, y).with("alpha", alpha).output();
			case "HardSigmoid" -> n.emit(activation, y).with("alpha", alpha).with("beta", beta).output();
			case "Clip" -> n.emit(activation, y, n.scalar(alpha), n.scalar(beta)).output();
			default -> throw new ModelException("its activation " + activation + " is not supported");
		};
	}

	private static void matmul(Composite n) throws ModelException {
		n.refuse("transBatchA");
		n.refuse("transBatchB");
		Value a = n.node().integer("transA", 0) != 0 ? transposed(n, n.in(0)) : n.in(0);
		Value b = n.node().integer("transB", 0) != 0 ? transposed(n, n.in(1)) : n.in(1);
		float alpha = n.node().real("alpha", 1);
		n.out(alpha == 1 ? a.matmul(b) : a.matmul(b).times(n.scalar(alpha)));
	}

	/** Transposes each matrix of a stack of any rank. */
	private static Value transposed(Composite n, Value matrices) {
		Value shape = matrices.shape();
		Value rows = shape.slice(0, -2, -1, 1);
		Value columns = shape.slice(0, -1, Long.MAX_VALUE, 1);
		Value stack = n.emit("Concat", n.integers(-1), rows, columns).with("axis", 0).output();
		Value target = n.emit("Concat", shape.slice(0, 0, -2, 1), columns, rows).with("axis", 0).output();
		return matrices.reshape(stack).transpose(0, 2, 1).reshape(target);
	}

	private static Value gelu(Composite n, Value x) {
		return x.times(n.scalar(0.5)).times(x.times(n.scalar(Math.sqrt(0.5))).unary("Erf").plus(n.scalar(1)));
	}

	private static Value tanhGelu(Composite n, Value x) {
		Value inner = x.plus(x.squared().times(x).times(n.scalar(0.044715))).times(n.scalar(Math.sqrt(2 / Math.PI)));
		return x.times(n.scalar(0.5)).times(inner.unary("Tanh").plus(n.scalar(1)));
	}

	/** The sum of the first two inputs and a bias, which is the fourth output as well. */
	private static Value skipped(Composite n, int bias) throws ModelException {
		n.refuseOut(1);
		n.refuseOut(2);
		Value sum = n.in(0).plus(n.in(1));
		if (n.hasIn(bias)) sum = sum.plus(n.in(bias));
		if (n.node().output(3).isEmpty()) return sum;
		n.out(3, sum);
		return n.made(3);
	}

	private static Value rootMeanSquare(Composite n, Value x, Value scale, long axis, float epsilon) throws ModelException {
		if (axis != -1) throw new ModelException("it normalises over axis " + axis + ", not over the last one only");
		return x.over(x.squared().reduce("ReduceMean", axis).plus(n.scalar(epsilon)).root()).times(scale);
	}
}
