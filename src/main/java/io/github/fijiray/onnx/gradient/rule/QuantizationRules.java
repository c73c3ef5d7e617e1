package io.github.fijiray.onnx.gradient.rule;

import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Value;

import java.util.Arrays;

/**
 * Rounding to quantised numbers, whose gradient is taken straight through (Bengio, Léonard, Courville 2013): as if there
 * were no rounding, and none where the numbers saturate.
 */
final class QuantizationRules {

	private QuantizationRules() {}

	static void enter(RuleTable rules) {
		rules.define("QuantizeLinear", QuantizationRules::quantize, RuleTable.NONE, RuleTable.NONE);
		rules.define("DynamicQuantizeLinear", n -> n.grad().over(n.out(1)));
	}

	/** q = round(x / scale) + zero, saturated. */
	private static Value quantize(Backward n) throws ModelException {
		boolean signed = n.outType(0) == ElementType.INT8;
		Value scale = along(n, 1, n.in(1));
		Value scaled = n.in(0).over(scale);
		if (n.hasIn(2)) scaled = scaled.plus(along(n, 2, n.in(2).cast(n.gradientType(0))));
		Value above = scaled.greater(n.scalar(signed ? -128.5 : -0.5));
		Value below = scaled.less(n.scalar(signed ? 127.5 : 255.5));
		return n.grad().times(n.indicator(above.and(below))).over(scale);
	}

	/** Shapes a vector such that it broadcasts along the axis that it is for. */
	private static Value along(Backward n, int input, Value parameter) throws ModelException {
		Dims dims = n.inDims(0);
		if (n.inDims(input).count() == 1) return parameter;
		long[] shape = new long[dims.rank()];
		Arrays.fill(shape, 1);
		shape[dims.axis(n.node().integer("axis", 1))] = -1;
		return parameter.reshape(shape);
	}
}
