package io.github.fijiray.onnx.gradient.rule;

import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Value;

import java.util.HashMap;
import java.util.Map;

/** Where the families of rules enter what they know: one entry for each operator. */
public final class RuleTable {

	/** The contribution to one input. */
	@FunctionalInterface
	interface Derivative {

		Value of(Backward node) throws ModelException;
	}

	/** No gradient flows to this input: it is a shape, an index, or the output is piecewise constant in it. */
	static final Derivative NONE = node -> null;

	/** No gradient flows through this operator at all. */
	static final Rule NO_GRADIENT = (node, input) -> null;

	/** An operator that cannot be differentiated, and why. */
	public record Refusal(String reason) implements Rule {

		@Override
		public Value contribution(Backward node, int input) throws ModelException {
			throw new ModelException(reason);
		}
	}

	private final Map<String, Rule> rules = new HashMap<>();

	/** Enters one contribution for each input. */
	void define(String operator, Derivative... inputs) {
		define(operator, (node, i) -> derivative(node, i, inputs).of(node));
	}

	/** Enters one contribution for each input of an operator that broadcasts; each is shaped like the output. */
	void broadcasting(String operator, Derivative... inputs) {
		broadcasting(operator, (node, i) -> derivative(node, i, inputs).of(node));
	}

	/** Enters a contribution to any input of an operator that broadcasts, shaped like the output. */
	void broadcasting(String operator, Rule rule) {
		define(operator, (node, i) -> {
			Value contribution = rule.contribution(node, i);
			return contribution == null ? null : node.unbroadcast(contribution, node.outDims(), node.inDims(i));
		});
	}

	/** Enters a rule for all inputs. */
	void define(String operator, Rule rule) {
		rules.put(operator, rule);
	}

	/** Enters operators through which no gradient flows. */
	void none(String... operators) {
		for (String operator : operators)
			define(operator, NO_GRADIENT);
	}

	/** Enters operators that cannot be differentiated. */
	void refuse(String reason, String... operators) {
		for (String operator : operators)
			define(operator, new Refusal(reason));
	}

	private static Derivative derivative(Backward node, int input, Derivative[] inputs) throws ModelException {
		if (input >= inputs.length) throw new ModelException("its input '" + node.node().input(input) +
			"' depends on the image, and there is a rule only for the first " + inputs.length + " input(s)");
		return inputs[input];
	}

	Map<String, Rule> rules() {
		return Map.copyOf(rules);
	}
}
