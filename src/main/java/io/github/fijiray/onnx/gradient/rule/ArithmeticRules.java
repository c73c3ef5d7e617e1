package io.github.fijiray.onnx.gradient.rule;

import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Value;

/** Elementwise arithmetic, with broadcasting where there are several inputs. */
final class ArithmeticRules {

	private ArithmeticRules() {}

	static void enter(RuleTable rules) {
		rules.broadcasting("Add", n -> n.grad(), n -> n.grad());
		rules.broadcasting("Sub", n -> n.grad(), n -> n.grad().negated());
		rules.broadcasting("Mul", n -> n.grad().times(n.in(1)), n -> n.grad().times(n.in(0)));
		rules.broadcasting("Div", n -> n.grad().over(n.in(1)), n -> n.grad().times(n.out()).over(n.in(1)).negated());
		rules.broadcasting("Sum", (n, i) -> n.grad());
		rules.broadcasting("Mean", (n, i) -> n.grad().times(n.scalar(1.0 / n.inputs())));
		rules.broadcasting("Max", ArithmeticRules::share);
		rules.broadcasting("Min", ArithmeticRules::share);
		rules.broadcasting("Where", RuleTable.NONE, n -> n.in(0).choose(n.grad(), n.scalar(0)), n -> n.in(0).choose(n.scalar(
			0), n.grad()));
		rules.broadcasting("Pow", ArithmeticRules::power, n -> n.grad().times(n.out()).times(n.in(0).log()));
		rules.broadcasting("Mod", n -> n.grad());

		rules.define("Neg", n -> n.grad().negated());
		rules.define("Abs", n -> n.grad().times(n.in(0).sign()));
		rules.define("Sqrt", n -> n.grad().times(n.scalar(0.5)).over(n.out()));
		rules.define("Reciprocal", n -> n.grad().times(n.out().squared()).negated());
		rules.define("Exp", n -> n.grad().times(n.out()));
		rules.define("Log", n -> n.grad().over(n.in(0)));

		rules.define("Sin", n -> n.grad().times(n.in(0).unary("Cos")));
		rules.define("Cos", n -> n.grad().times(n.in(0).unary("Sin")).negated());
		rules.define("Tan", n -> n.grad().times(n.scalar(1).plus(n.out().squared())));
		rules.define("Asin", n -> n.grad().over(n.scalar(1).minus(n.in(0).squared()).root()));
		rules.define("Acos", n -> n.grad().over(n.scalar(1).minus(n.in(0).squared()).root()).negated());
		rules.define("Atan", n -> n.grad().over(n.scalar(1).plus(n.in(0).squared())));
		rules.define("Sinh", n -> n.grad().times(n.in(0).unary("Cosh")));
		rules.define("Cosh", n -> n.grad().times(n.in(0).unary("Sinh")));
		rules.define("Asinh", n -> n.grad().over(n.in(0).squared().plus(n.scalar(1)).root()));
		rules.define("Acosh", n -> n.grad().over(n.in(0).squared().minus(n.scalar(1)).root()));
		rules.define("Atanh", n -> n.grad().over(n.scalar(1).minus(n.in(0).squared())));

		rules.none("Floor", "Ceil", "Round", "Sign", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Not", "And",
			"Or", "Xor", "IsNaN", "IsInf");
	}

	/** The inputs that are the extremum share the gradient equally. */
	private static Value share(Backward n, int input) throws ModelException {
		Value winners = null;
		for (int i = 0; i < n.inputs(); i++) {
			Value wins = n.indicator(n.in(i).equal(n.out()));
			winners = winners == null ? wins : winners.plus(wins);
		}
		return n.grad().times(n.indicator(n.in(input).equal(n.out()))).over(winners);
	}

	/** b x^(b-1); the exponent may be of another type than the base. */
	private static Value power(Backward n) throws ModelException {
		Value exponent = n.inType(1) == n.inType(0) ? n.in(1) : n.in(1).cast(n.inType(0));
		return n.grad().times(exponent).times(n.in(0).toThe(exponent.minus(n.scalar(1))));
	}
}
