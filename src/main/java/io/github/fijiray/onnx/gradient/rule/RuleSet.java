package io.github.fijiray.onnx.gradient.rule;

import io.github.fijiray.onnx.Node;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A backward rule for each operator: those of the gradient, or those of a method that changes some. Immutable. */
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

	/**
	 * Guided backpropagation (Springenberg et al., ICLR 2015 workshop): the gradient, but rectifiers pass only its positive
	 * part, and only where they are active. What counts as a rectifier is listed in {@link Rectifiers}.
	 */
	public static RuleSet guided() {
		return GRADIENT.with("guided", GuidedRules.of(GRADIENT));
	}

	/**
	 * The deconvolutional network (Zeiler and Fergus, ECCV 2014): the gradient, but rectifiers pass its positive part,
	 * whether they are active or not.
	 */
	public static RuleSet deconvnet() {
		return GRADIENT.with("deconvnet", DeconvnetRules.of(GRADIENT));
	}

	/**
	 * Excitation backpropagation (Zhang et al., ECCV 2016): the probability that a winning path from the output leads
	 * through each element. It is meant for layers whose values are not negative; see {@link ExcitationRules}.
	 */
	public static RuleSet excitation() {
		return new RuleSet("excitation", ExcitationRules.of(GRADIENT, ""));
	}

	/**
	 * Excitation backpropagation with the weights of one linear node negated: the difference to
	 * {@link #excitation()} at an intermediate layer is the contrastive map (Zhang et al., §3.3).
	 *
	 * @param node name of the node, that of the last linear layer as a rule: see
	 *          {@link io.github.fijiray.onnx.gradient.ClassScores#lastLinear}
	 */
	public static RuleSet excitationAgainst(String node) {
		return new RuleSet("excitation", ExcitationRules.of(GRADIENT, node));
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

	/** Whether the rule for an operator is another one than that of the gradient. */
	public boolean changes(String operator) {
		return rules.get(operator) != GRADIENT.rules.get(operator);
	}

	/** The operators that have a rule, with their domain unless they are standard ones. */
	public Set<String> operators() {
		return rules.keySet();
	}

	/** The rule for a node, null if there is none. */
	public Rule of(Node node) {
		return rules.get(node.qualifiedOperator());
	}

	/** The rule for an operator, as in {@code Conv} or {@code com.microsoft.FusedConv}; null if there is none. */
	public Rule of(String operator) {
		return rules.get(operator);
	}
}
