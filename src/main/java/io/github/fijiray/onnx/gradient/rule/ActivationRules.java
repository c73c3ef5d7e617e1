package io.github.fijiray.onnx.gradient.rule;

import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Value;

/**
 * Elementwise functions of one input, y = f(x). Where a function has a kink, the derivative there is that of the flat or
 * the left side.
 */
final class ActivationRules {

	private ActivationRules() {}

	static void enter(RuleTable rules) {
		// From the output, so that ONNX Runtime can still fuse the activation with the convolution before it.
		rules.define("Relu", n -> n.grad().times(n.indicator(n.out().greater(n.scalar(0)))));
		rules.define("Clip", ActivationRules::clip, RuleTable.NONE, RuleTable.NONE);
		rules.define("HardSigmoid", n -> n.grad().times(n.indicator(n.out().greater(n.scalar(0)).and(n.out().less(n.scalar(
			1))))).times(n.scalar(n.node().real("alpha", 0.2))));
		rules.define("Sigmoid", n -> n.grad().times(n.out().times(n.scalar(1).minus(n.out()))));
		rules.define("Tanh", n -> n.grad().times(n.scalar(1).minus(n.out().squared())));

		rules.define("LeakyRelu", n -> n.grad().times(positive(n).choose(n.scalar(1), n.scalar(n.node().real("alpha",
			0.01)))));
		rules.broadcasting("PRelu", n -> n.grad().times(negative(n).choose(n.in(1), n.scalar(1))), n -> n.grad().times(
			negative(n).choose(n.in(0), n.scalar(0))));
		rules.define("ThresholdedRelu", n -> n.grad().times(n.indicator(n.in(0).greater(n.scalar(n.node().real("alpha",
			1))))));
		rules.define("Shrink", n -> n.grad().times(n.indicator(n.in(0).unary("Abs").greater(n.scalar(n.node().real("lambd",
			0.5))))));

		// α eˣ where x < 0
		rules.define("Elu", n -> n.grad().times(positive(n).choose(n.scalar(1), n.out().plus(n.scalar(n.node().real("alpha",
			1))))));
		rules.define("Selu", ActivationRules::selu);
		rules.define("Celu", n -> n.grad().times(positive(n).choose(n.scalar(1), n.in(0).over(n.scalar(n.node().real("alpha",
			1))).exp())));

		rules.define("Softplus", n -> n.grad().times(sigmoid(n.in(0))));
		rules.define("Softsign", n -> n.grad().over(n.scalar(1).plus(n.in(0).unary("Abs")).squared()));
		rules.define("HardSwish", ActivationRules::hardSwish);
		rules.define("Mish", ActivationRules::mish);
		rules.define("Erf", n -> n.grad().times(n.scalar(2 / Math.sqrt(Math.PI))).times(n.in(0).squared().negated().exp()));
		rules.define("Gelu", n -> n.grad().times(n.node().text("approximate", "none").equals("tanh") ? tanhGelu(n)
			: gelu(n)));
		rules.define("Swish", ActivationRules::swish);
	}

	private static Value positive(Backward n) throws ModelException {
		return n.in(0).greater(n.scalar(0));
	}

	private static Value negative(Backward n) throws ModelException {
		return n.in(0).less(n.scalar(0));
	}

	private static Value sigmoid(Value x) {
		return x.unary("Sigmoid");
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

	/** γ where x > 0, γ α eˣ = y + γ α elsewhere. */
	private static Value selu(Backward n) throws ModelException {
		float alpha = n.node().real("alpha", 1.6732632423543772);
		float gamma = n.node().real("gamma", 1.0507009873554805);
		return n.grad().times(positive(n).choose(n.scalar(gamma), n.out().plus(n.scalar(gamma * alpha))));
	}

	/** 0 below -3, 1 above 3, x/3 + 1/2 between. */
	private static Value hardSwish(Backward n) throws ModelException {
		Value x = n.in(0);
		Value middle = x.times(n.scalar(1.0 / 3)).plus(n.scalar(0.5));
		Value upper = x.less(n.scalar(3)).choose(middle, n.scalar(1));
		return n.grad().times(x.greater(n.scalar(-3)).choose(upper, n.scalar(0)));
	}

	/** y = x tanh(s) with s = softplus(x): tanh(s) + x (1 - tanh²(s)) σ(x). */
	private static Value mish(Backward n) throws ModelException {
		Value t = n.in(0).unary("Softplus").unary("Tanh");
		return n.grad().times(t.plus(n.in(0).times(sigmoid(n.in(0))).times(n.scalar(1).minus(t.squared()))));
	}

	/** Φ(x) + x φ(x), the normal distribution and its density. */
	private static Value gelu(Backward n) throws ModelException {
		Value x = n.in(0);
		Value distribution = x.times(n.scalar(Math.sqrt(0.5))).unary("Erf").plus(n.scalar(1)).times(n.scalar(0.5));
		Value density = x.squared().times(n.scalar(-0.5)).exp().times(n.scalar(1 / Math.sqrt(2 * Math.PI)));
		return distribution.plus(x.times(density));
	}

	/** y = x/2 (1 + t) with t = tanh(a (x + b x³)): (1 + t)/2 + x/2 (1 - t²) a (1 + 3 b x²). */
	private static Value tanhGelu(Backward n) throws ModelException {
		Value x = n.in(0);
		double a = Math.sqrt(2 / Math.PI);
		double b = 0.044715;
		Value square = x.squared();
		Value t = x.times(square.times(n.scalar(a * b)).plus(n.scalar(a))).unary("Tanh");
		Value slope = square.times(n.scalar(3 * a * b)).plus(n.scalar(a));
		Value bent = x.times(n.scalar(1).minus(t.squared())).times(slope);
		return t.plus(n.scalar(1)).plus(bent).times(n.scalar(0.5));
	}

	/** y = x s with s = σ(α x): s + α x s (1 - s). */
	private static Value swish(Backward n) throws ModelException {
		Value ax = n.in(0).times(n.scalar(n.node().real("alpha", 1)));
		Value s = sigmoid(ax);
		return n.grad().times(s.plus(ax.times(s).times(n.scalar(1).minus(s))));
	}
}
