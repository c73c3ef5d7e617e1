package io.github.fijiray.onnx.gradient.rule;

import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Value;

import java.util.HashMap;
import java.util.Map;

/**
 * Guided backpropagation (Springenberg et al., <em>Striving for Simplicity</em>, 2015): a rectifier passes f'(x) · max(0,
 * g) where its output is positive, and nothing elsewhere.
 */
final class GuidedRules {

	private GuidedRules() {}

	static Map<String, Rule> of(RuleSet gradient) {
		Map<String, Rule> rules = new HashMap<>();
		for (String operator : Rectifiers.FLAT)
			rules.put(operator, guided(gradient.of(operator), false));
		for (String operator : Rectifiers.BENT)
			rules.put(operator, guided(gradient.of(operator), true));
		return rules;
	}

	private static Rule guided(Rule gradient, boolean bent) {
		return (n, i) -> gradient.contribution(Rectifiers.is(n) ? n.with(positive(n, bent)) : n, i);
	}

	private static Value positive(Backward n, boolean bent) throws ModelException {
		Value positive = n.grad().unary("Relu");
		return bent ? positive.times(n.indicator(n.out().greater(n.scalar(0)))) : positive;
	}
}
