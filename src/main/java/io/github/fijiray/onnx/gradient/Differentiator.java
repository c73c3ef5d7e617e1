package io.github.fijiray.onnx.gradient;

import io.github.fijiray.onnx.Graph;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Node;
import io.github.fijiray.onnx.Shapes;
import io.github.fijiray.onnx.Value;
import io.github.fijiray.onnx.gradient.rule.Backward;
import io.github.fijiray.onnx.gradient.rule.Rule;
import io.github.fijiray.onnx.gradient.rule.RuleSet;
import io.github.fijiray.onnx.model.OnnxModel;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reverse-mode differentiation of an ONNX graph into an ONNX graph of standard operators. As in
 *
 * <pre>
 * TrainingGraph graph = Differentiator.of(model, shapes, RuleSet.gradient()).differentiate("logits", List.of("data"));
 * </pre>
 */
public final class Differentiator {

	/** Operators whose whole numbers stand for real ones, and carry a gradient. */
	private static final Set<String> QUANTIZING = Set.of("QuantizeLinear", "DynamicQuantizeLinear");

	private final OnnxModel model;
	private final Shapes shapes;
	private final RuleSet rules;

	private Differentiator(OnnxModel model, Shapes shapes, RuleSet rules) {
		this.model = model;
		this.shapes = shapes;
		this.rules = rules;
	}

	/** @param shapes the shapes of the model's tensors */
	public static Differentiator of(OnnxModel model, Shapes shapes, RuleSet rules) {
		return new Differentiator(model, shapes, rules);
	}

	/**
	 * Differentiates Σ seed[n][k] · score[n][k] for the elements of a tensor.
	 *
	 * @param scores the tensor of class scores, [N, K] or with more dimensions of size 1
	 * @see #differentiate(Target, List)
	 */
	public TrainingGraph differentiate(String scores, List<String> sources) throws ModelException {
		return differentiate(Target.elements(scores), sources);
	}

	/**
	 * Differentiates Σ seed[n][k] · score[n][k].
	 *
	 * @param target where the scores come from
	 * @param sources the tensors with respect to which the gradient is wanted: the input, or intermediate ones
	 * @return a model that gives the scores and, for each source, a gradient of its shape
	 * @throws ModelException naming every node that stands in the way, with the reason
	 */
	public TrainingGraph differentiate(Target target, List<String> sources) throws ModelException {
		Graph graph = model.graph();
		String scores = target.tensor();
		for (String source : sources)
			if (!graph.gives(source)) throw new ModelException("The model " + model.path() + " has no tensor '" + source +
				"'.");
		Set<String> active = active(sources, scores);
		List<Node> path = graph.nodes().stream().filter(node -> node.outputs().stream().anyMatch(active::contains)).toList();

		TrainingGraphWriter training = new TrainingGraphWriter(model, shapes, target);
		Gradients gradients = new Gradients(training.writer());
		gradients.add(scores, training.seed());
		propagate(path, active, training, gradients);
		training.writer().scope("gradient");
		for (String source : sources) {
			Value gradient = gradients.of(source);
			if (gradient == null) throw new ModelException("The scores '" + scores + "' of the model " + model.path() +
				" do not depend on '" + source + "' in a way that has a gradient.");
			training.output(source, gradient, sources.size() == 1);
		}
		return training.finish(rules.name());
	}

	/** The tensors on a path from a source to the scores. */
	private Set<String> active(List<String> sources, String scores) throws ModelException {
		Set<String> reached = new HashSet<>(sources);
		for (Node node : model.graph().nodes())
			if (node.reads().stream().anyMatch(reached::contains)) for (String output : node.outputs())
				if (carries(node, output)) reached.add(output);
		reached.retainAll(model.graph().ancestors(List.of(scores)));
		return reached;
	}

	/** Whether a gradient may flow through an output: it is of real numbers, or a sequence, which no rule takes. */
	private boolean carries(Node node, String output) throws ModelException {
		return !shapes.knows(output) || shapes.type(output).isReal() || QUANTIZING.contains(node.operator());
	}

	/** Goes back along the path, and adds to each active input of a node what the node contributes. */
	private void propagate(List<Node> path, Set<String> active, TrainingGraphWriter training, Gradients gradients)
		throws ModelException
	{
		Set<String> problems = new LinkedHashSet<>();
		for (int i = path.size() - 1; i >= 0; i--) {
			Node node = path.get(i);
			training.writer().scope("backward/" + node.name());
			Value[] outgoing = node.outputs().stream().map(gradients::of).toArray(Value[]::new);
			if (Stream.of(outgoing).allMatch(Objects::isNull)) continue;
			Backward backward = new Backward(node, shapes, training.writer(), outgoing, training.forward());
			for (int input = 0; input < node.inputs().size(); input++) {
				String tensor = node.input(input);
				if (!active.contains(tensor)) continue;
				try {
					Value contribution = rule(node).contribution(backward, input);
					if (contribution != null) gradients.add(tensor, contribution);
				}
				catch (ModelException e) {
					problems.add(described(node) + ": " + e.getMessage());
					// Stands for the gradient, so that the nodes before this one are looked at too.
					gradients.add(tensor, training.writer().value(tensor));
				}
			}
		}
		if (!problems.isEmpty()) throw new ModelException("The model " + model.path() +
			" cannot be differentiated:\n  " + String.join("\n  ", problems));
	}

	private Rule rule(Node node) throws ModelException {
		Rule rule = rules.of(node);
		if (rule == null) throw new ModelException("there is no rule for it in the rule set '" + rules.name() +
			"'; export the model with " + (node.domain().isEmpty() ? "other" : "standard") + " operators in its place");
		return rule;
	}

	private String described(Node node) {
		boolean standard = node.domain().isEmpty();
		return "the node '" + node.name() + "': operator " + node.operator() + (standard ? "" : " of domain " + node
			.domain()) + ", opset " + (standard ? model.fileOpset() : model.opset(node.domain()));
	}
}
