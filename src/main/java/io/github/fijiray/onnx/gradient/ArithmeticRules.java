package io.github.fijiray.onnx.gradient;

/** Elementwise arithmetic of several inputs, with broadcasting. */
final class ArithmeticRules {

	private ArithmeticRules() {}

	static void enter(RuleTable rules) {
		rules.broadcasting("Add", n -> n.grad(), n -> n.grad());
		rules.broadcasting("Sub", n -> n.grad(), n -> n.grad().negated());
		rules.broadcasting("Mul", n -> n.grad().times(n.in(1)), n -> n.grad().times(n.in(0)));
		rules.broadcasting("Div", n -> n.grad().over(n.in(1)), n -> n.grad().times(n.out()).over(n.in(1)).negated());
		rules.broadcasting("Sum", (n, i) -> n.grad());
		rules.broadcasting("Mean", (n, i) -> n.grad().times(n.scalar(1.0 / n.inputs())));
	}
}
