package io.github.fijiray.onnx.gradient;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;

import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.Graph;
import io.github.fijiray.onnx.GraphWriter;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Node;
import io.github.fijiray.onnx.OnnxModel;
import io.github.fijiray.onnx.Shapes;
import io.github.fijiray.onnx.TensorInfo;
import io.github.fijiray.onnx.Value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reverse-mode differentiation of an ONNX graph into an ONNX graph of standard operators. As in
 *
 * <pre>
 * TrainingGraph graph = Differentiator.of(model, shapes, RuleSet.gradient()).differentiate("logits", List.of("data"));
 * </pre>
 */
public final class Differentiator {

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
	 * Differentiates Σ seed[n][k] · score[n][k].
	 *
	 * @param scores the tensor of class scores, [N, K] or with more dimensions of size 1
	 * @param sources the tensors with respect to which the gradient is wanted: the input, or intermediate ones
	 * @return a model that gives the scores and, for each source, a gradient of its shape
	 * @throws ModelException naming every node that stands in the way, with the reason
	 */
	public TrainingGraph differentiate(String scores, List<String> sources) throws ModelException {
		Graph graph = model.graph();
		for (String source : sources)
			if (!graph.gives(source)) throw new ModelException("The model " + model.path() + " has no tensor '" + source +
				"'.");
		Set<String> active = active(sources, scores);
		List<Node> path = graph.nodes().stream().filter(node -> node.outputs().stream().anyMatch(active::contains)).toList();
		refuseUnknown(path);

		GraphWriter writer = new GraphWriter(graph.names());
		writer.scope("scores");
		String seed = writer.newName("seed");
		String scoreOutput = writer.newName("scores");
		Dims dims = shapes.dims(scores);
		ElementType type = shapes.type(scores);
		Value flat = writer.value(scores);
		Value seedValue = writer.value(seed);
		if (type != ElementType.FLOAT) {
			flat = flat.cast(ElementType.FLOAT);
			seedValue = seedValue.cast(type);
		}
		if (dims.rank() != 2) {
			flat = flat.reshape(-1, classes(dims));
			seedValue = seedValue.reshape(dims.reshapeTarget());
		}
		writer.node("Identity", flat).output(scoreOutput);

		Forward forward = new Forward(writer);
		Gradients gradients = new Gradients(writer);
		gradients.add(scores, seedValue);
		propagate(path, active, writer, forward, gradients);

		writer.scope("gradient");
		Map<String, String> outputs = new LinkedHashMap<>();
		for (String source : sources) {
			Value gradient = gradients.of(source);
			if (gradient == null) throw new ModelException("The class scores '" + scores + "' of the model " + model.path() +
				" do not depend on '" + source + "' in a way that has a gradient.");
			String name = writer.newName(sources.size() == 1 ? "gradient" : "gradient_" + source);
			writer.node("Identity", gradient).output(name);
			outputs.put(source, name);
		}
		return new TrainingGraph(assemble(scores, sources, writer, forward, seed, scoreOutput, outputs), model, seed,
			scoreOutput, outputs, Math.toIntExact(classes(dims)), rules.name());
	}

	private static long classes(Dims dims) {
		return dims.part(1, dims.rank()).count();
	}

	/** The tensors on a path from a source to the scores. */
	private Set<String> active(List<String> sources, String scores) throws ModelException {
		Set<String> reached = new HashSet<>(sources);
		for (Node node : model.graph().nodes())
			if (node.reads().stream().anyMatch(reached::contains)) for (String output : node.outputs())
				if (shapes.knows(output) && shapes.type(output).isReal()) reached.add(output);
		reached.retainAll(model.graph().ancestors(List.of(scores)));
		return reached;
	}

	private void refuseUnknown(List<Node> path) throws ModelException {
		List<String> problems = path.stream().filter(node -> rules.of(node) == null).map(node -> "the node '" + node
			.name() + "': operator " + node.operator() + (node.domain().isEmpty() ? "" : " of domain " + node.domain()) +
			", opset " + model.opset(node.domain()) + ", has no backward rule").toList();
		refuse(problems);
	}

	private void refuse(Collection<String> problems) throws ModelException {
		if (!problems.isEmpty()) throw new ModelException("The model " + model.path() +
			" cannot be differentiated:\n  " + String.join("\n  ", problems));
	}

	private void propagate(List<Node> path, Set<String> active, GraphWriter writer, Forward forward,
		Gradients gradients) throws ModelException
	{
		List<String> problems = new ArrayList<>();
		for (int i = path.size() - 1; i >= 0; i--) {
			Node node = path.get(i);
			writer.scope("backward/" + node.name());
			Value[] outgoing = node.outputs().stream().map(gradients::of).toArray(Value[]::new);
			if (Arrays.stream(outgoing).allMatch(g -> g == null)) continue;
			Backward backward = new Backward(node, shapes, writer, outgoing, forward);
			for (int input = 0; input < node.inputs().size(); input++) {
				if (!active.contains(node.input(input))) continue;
				try {
					Value contribution = rules.of(node).contribution(backward, input);
					if (contribution != null) gradients.add(node.input(input), contribution);
				}
				catch (ModelException e) {
					problems.add("the node '" + node.name() + "': operator " + node.operator() + ", opset " + model.opset(node
						.domain()) + ": " + e.getMessage());
				}
			}
		}
		refuse(problems);
	}

	private ModelProto assemble(String scores, List<String> sources, GraphWriter writer, Forward forward, String seed,
		String scoreOutput, Map<String, String> outputs) throws ModelException
	{
		List<String> wanted = new ArrayList<>(sources);
		wanted.add(scores);
		writer.nodes().forEach(node -> wanted.addAll(node.getInputList()));
		Set<String> needed = model.graph().ancestors(wanted);
		long[] scoreDims = { -1, classes(shapes.dims(scores)) };
		GraphProto original = model.proto().getGraph();
		GraphProto.Builder graph = GraphProto.newBuilder().setName(original.getName() + "_" + rules.name());
		original.getInputList().stream().filter(input -> needed.contains(input.getName())).forEach(graph::addInput);
		graph.addInput(new TensorInfo(seed, ElementType.FLOAT, scoreDims).proto());
		original.getInitializerList().stream().filter(tensor -> needed.contains(tensor.getName())).forEach(
			graph::addInitializer);
		original.getSparseInitializerList().stream().filter(tensor -> needed.contains(tensor.getValues().getName()))
			.forEach(graph::addSparseInitializer);
		graph.addAllInitializer(writer.constants());
		for (Node node : model.graph().nodes())
			if (node.outputs().stream().anyMatch(needed::contains)) graph.addNode(forward.proto(node));
		graph.addAllNode(writer.nodes());
		graph.addOutput(new TensorInfo(scoreOutput, ElementType.FLOAT, scoreDims).proto());
		for (String source : sources) {
			Dims dims = shapes.dims(source);
			graph.addOutput(new TensorInfo(outputs.get(source), shapes.type(source), dims.open()).proto());
		}
		return model.proto().toBuilder().setGraph(graph).setProducerName("FijiRay").build();
	}
}
