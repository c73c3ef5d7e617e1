package io.github.fijiray.onnx.rewrite;

import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Value;

import java.util.Map;
import java.util.stream.IntStream;

/**
 * Operators on quantised numbers q = round(x / scale) + zero, saturated: the same on real numbers, between
 * dequantising and quantising, where the rounding is that of QuantizeLinear.
 */
final class QuantizedOperators {

	private static final String CONTRIB = "com.microsoft.";

	private QuantizedOperators() {}

	static void enter(Map<String, Decomposition> table) {
		for (String domain : new String[] { "", CONTRIB }) {
			table.put(domain + "QuantizeLinear", n -> {
				n.refuse("block_size");
				n.quantised(n.in(0), 1);
			});
			table.put(domain + "DequantizeLinear", n -> {
				n.refuse("block_size");
				n.out(n.real(0, 1, 2, (int) n.node().integer("axis", 1)));
			});
			table.put(domain + "QLinearConv", QuantizedOperators::conv);
		}
		table.put("DynamicQuantizeLinear", QuantizedOperators::dynamic);

		table.put("QLinearMatMul", n -> n.quantised(n.real(0).matmul(n.real(3)), 6));
		table.put("MatMulInteger", n -> whole(n, n.centred(0, 2, null).matmul(n.centred(1, 3, null))));
		table.put("ConvInteger", n -> whole(n, n.emitLike("Conv", new Value[] { n.centred(0, 2, null), n.centred(1, 3, 0) })
			.output()));
		table.put(CONTRIB + "MatMulIntegerToFloat", n -> n.out(plus(n.real(0, 2, 4, null).matmul(n.real(1, 3, 5, null)), n
			.optional(6))));
		table.put(CONTRIB + "DynamicQuantizeMatMul", n -> n.out(plus(rounded(n, n.in(0)).matmul(n.real(1, 2, 3, null)), n
			.optional(4))));
		table.put(CONTRIB + "QGemm", QuantizedOperators::gemm);

		table.put(CONTRIB + "QLinearAdd", n -> n.quantised(n.real(0).plus(n.real(3)), 6));
		table.put(CONTRIB + "QLinearMul", n -> n.quantised(n.real(0).times(n.real(3)), 6));
		table.put(CONTRIB + "QLinearSigmoid", n -> n.quantised(n.real(0).unary("Sigmoid"), 3));
		table.put(CONTRIB + "QLinearLeakyRelu", n -> n.quantised(n.emitLike("LeakyRelu", new Value[] { n.real(0) }).output(),
			3));
		table.put(CONTRIB + "QLinearSoftmax", QuantizedOperators::softmax);
		table.put(CONTRIB + "QLinearConcat", QuantizedOperators::concat);
		table.put(CONTRIB + "QLinearAveragePool", n -> pool(n, "AveragePool"));
		table.put(CONTRIB + "QLinearGlobalAveragePool", n -> pool(n, "GlobalAveragePool"));
	}

	/** The bias is quantised too, with the product of the scales of image and weights. */
	private static void conv(Composite n) throws ModelException {
		n.refuse("channels_last");
		Value bias = n.hasIn(8) ? n.number(8).times(n.in(1).times(n.in(4))) : null;
		n.quantised(n.emitLike("Conv", new Value[] { n.real(0), n.real(3, 4, 5, 0), bias }, "channels_last").output(), 6);
	}

	private static void gemm(Composite n) throws ModelException {
		Value bias = n.hasIn(6) ? n.number(6).times(n.in(1).times(n.in(4))) : null;
		boolean rows = n.node().integer("transB", 0) != 0;
		Value product = n.emitLike("Gemm", new Value[] { n.real(0), n.real(3, 4, 5, rows ? 0 : 1) }).output();
		Value scaled = bias == null ? product : product.plus(bias.times(n.scalar(n.node().real("alpha", 1))));
		if (n.hasIn(7)) n.quantised(scaled, 7);
		else n.out(scaled);
	}

	private static void softmax(Composite n) throws ModelException {
		if (n.node().integer("opset", 13) < 13) throw new ModelException(
			"it runs over several dimensions, as before opset 13");
		n.quantised(n.emit("Softmax", n.real(0)).with("axis", n.node().integer("axis", -1)).output(), 3);
	}

	private static void concat(Composite n) throws ModelException {
		Value[] parts = new Value[(n.node().inputs().size() - 2) / 3];
		for (int i = 0; i < parts.length; i++)
			parts[i] = n.real(2 + 3 * i);
		n.quantised(n.emitLike("Concat", parts).output(), 0);
	}

	private static void pool(Composite n, String operator) throws ModelException {
		n.refuse("channels_last");
		n.quantised(n.emitLike(operator, new Value[] { n.real(0) }, "channels_last").output(), 3);
	}

	private static void whole(Composite n, Value value) {
		n.out(value);
		n.standsForWholeNumbers(0);
	}

	private static Value plus(Value value, Value bias) {
		return bias == null ? value : value.plus(bias);
	}

	private static void dynamic(Composite n) throws ModelException {
		Value[] parts = n.emit("DynamicQuantizeLinear", n.in(0)).outputs(3);
		n.out(1, parts[1]);
		n.out(2, parts[2].cast(ElementType.FLOAT));
		n.out(0, parts[0].cast(ElementType.FLOAT));
		IntStream.of(0, 2).forEach(n::standsForWholeNumbers);
	}

	/** Real numbers quantised, with a scale that fits them, and dequantised. */
	private static Value rounded(Composite n, Value value) {
		Value[] parts = n.emit("DynamicQuantizeLinear", value).outputs(3);
		return parts[0].cast(ElementType.FLOAT).minus(parts[2].cast(ElementType.FLOAT)).times(parts[1]);
	}
}
