package io.github.fijiray.onnx.gradient;

import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Value;

/**
 * Elementwise functions of one input. Where a function has a kink, the derivative there is that of the flat or the left
 * side.
 */
final class ActivationRules {

	private ActivationRules() {}

	static void enter(RuleTable rules) {
		// From the output, so that ONNX Runtime can still fuse the activation with the convolution before it.
		rules.define("Relu", n -> n.grad().times(n.indicator(n.out().greater(n.scalar(0)))));
		rules.define("Clip", ActivationRules::clip, RuleTable.NONE, RuleTable.NONE);
		rules.define("Sigmoid", n -> n.grad().times(n.out().times(n.scalar(1).minus(n.out()))));
		rules.define("Tanh", n -> n.grad().times(n.scalar(1).minus(n.out().squared())));
		rules.define("LeakyRelu", n -> n.grad().times(n.in(0).greater(n.scalar(0)).choose(n.scalar(1), n.scalar(n.node()
			.real("alpha", 0.01)))));
	}

	private static Value clip(Backward n) throws ModelException {
		Value inside = null;
		if (n.hasIn(1)) inside = n.out().greater(n.in(1));
		if (n.hasIn(2)) {
			Value below = n.out().less(n.in(2));
			inside = inside == null ? below : inside.and(below);
		}
		return inside == null ? n.grad() : n.grad().times(n.indicator(inside));
	}
}
