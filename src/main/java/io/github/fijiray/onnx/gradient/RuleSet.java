package io.github.fijiray.onnx.gradient;

import io.github.fijiray.onnx.Node;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A backward rule for each operator. Immutable. */
public final class RuleSet {

	private static final RuleSet GRADIENT = new RuleSet("gradient", allRules());

	private final String name;
	private final Map<String, Rule> rules;

	private RuleSet(String name, Map<String, Rule> rules) {
		this.name = name;
		this.rules = Map.copyOf(rules);
	}

	/** The rules of the true gradient. */
	public static RuleSet gradient() {
		return GRADIENT;
	}

	private static Map<String, Rule> allRules() {
		RuleTable table = new RuleTable();
		ActivationRules.enter(table);
		ArithmeticRules.enter(table);
		EinsumRules.enter(table);
		IndexRules.enter(table);
		LinearRules.enter(table);
		NormalisationRules.enter(table);
		PoolingRules.enter(table);
		QuantizationRules.enter(table);
		ReductionRules.enter(table);
		RefusedOperators.enter(table);
		ResizeRules.enter(table);
		ShapeRules.enter(table);
		return table.rules();
	}

	/** These rules, but with another one for some operators. */
	public RuleSet with(String newName, Map<String, Rule> changed) {
		Map<String, Rule> all = new HashMap<>(rules);
		all.putAll(changed);
		return new RuleSet(newName, all);
	}

	public String name() {
		return name;
	}

	/** The operators that have a rule, with their domain unless they are standard ones. */
	public Set<String> operators() {
		return rules.keySet();
	}

	/** The rule for a node, null if there is none. */
	Rule of(Node node) {
		return rules.get(node.qualifiedOperator());
	}

	/** The rule for an operator, as in {@code Conv} or {@code com.microsoft.FusedConv}; null if there is none. */
	public Rule of(String operator) {
		return rules.get(operator);
	}
}
