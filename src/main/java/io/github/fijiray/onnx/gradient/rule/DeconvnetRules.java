package io.github.fijiray.onnx.gradient.rule;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The deconvolutional network (Zeiler and Fergus, <em>Visualizing and Understanding Convolutional Networks</em>, 2014): a
 * rectifier passes max(0, g), wherever it is active.
 */
final class DeconvnetRules {

	private DeconvnetRules() {}

	static Map<String, Rule> of(RuleSet gradient) {
		Map<String, Rule> rules = new HashMap<>();
		Stream.of(Rectifiers.FLAT, Rectifiers.BENT).flatMap(List::stream).forEach(operator -> rules.put(operator, rectified(
			gradient.of(operator))));
		return rules;
	}

	private static Rule rectified(Rule gradient) {
		return (n, i) -> {
			if (!Rectifiers.is(n)) return gradient.contribution(n, i);
			if (i != Rectifiers.value(n)) return null;
			return n.unbroadcast(n.grad().unary("Relu"), n.outDims(), n.inDims(i));
		};
	}
}
