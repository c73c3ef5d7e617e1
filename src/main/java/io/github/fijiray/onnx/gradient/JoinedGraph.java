package io.github.fijiray.onnx.gradient;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.GraphWriter;
import io.github.fijiray.onnx.InputGraph;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.TensorInfo;
import io.github.fijiray.onnx.Value;
import io.github.fijiray.onnx.gradient.rule.RuleSet;
import io.github.fijiray.onnx.model.OnnxModel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A training graph with a graph before it that computes its images: gives scores, and the gradient with respect to an
 * input of the graph before.
 *
 * @param proto the model; its other inputs are those of the training graph, but for the images
 * @param inputs the inputs of the graph before, by their names there
 * @param scores name of the output of class scores, float [N, classes]
 * @param gradient name of the output of the gradient
 */
public record JoinedGraph(ModelProto proto, Map<String, TensorInfo> inputs, String scores, String gradient) {

	/**
	 * @param image name of the training graph's input of images
	 * @param before a graph that computes images
	 * @param images the images, in the shape of the training graph's input
	 * @param variable the input of the graph before with respect to which the gradient is taken
	 * @throws ModelException if the graph before cannot be differentiated
	 */
	public static JoinedGraph of(TrainingGraph training, String image, InputGraph before, Value images, Value variable)
		throws ModelException
	{
		OnnxModel model = training.model();
		OnnxModel imageModel = model.with(model.proto().toBuilder().setGraph(before.endingIn(images)).build());
		TrainingGraph first = Differentiator.of(imageModel, before.shapes(), RuleSet.gradient()).differentiate(Target.elements(
			images.name()), List.of(variable.name()));
		Set<String> taken = names(training.proto().getGraph());
		String prefix = "input/";
		while (startsAny(taken, prefix))
			prefix = "_" + prefix;
		return new JoinedGraph(joined(training, image, first, before.dims(images), prefix, taken), inputs(before, prefix),
			training.scores(), prefix + first.gradient(variable.name()));
	}

	private static boolean startsAny(Set<String> names, String prefix) {
		return names.stream().anyMatch(name -> name.startsWith(prefix));
	}

	private static ModelProto joined(TrainingGraph training, String image, TrainingGraph first, Dims images, String prefix,
		Set<String> taken)
	{
		GraphProto.Builder graph = training.proto().getGraph().toBuilder().clearNode().clearInput().clearOutput();
		first.proto().getGraph().getInputList().stream().filter(input -> !input.getName().equals(first.seed())).forEach(
			input -> graph.addInput(input.toBuilder().setName(prefix + input.getName())));
		training.proto().getGraph().getInputList().stream().filter(input -> !input.getName().equals(image)).forEach(
			graph::addInput);
		first.proto().getGraph().getInitializerList().forEach(constant -> graph.addInitializer(constant.toBuilder().setName(
			prefix + constant.getName())));

		Set<String> fromSeed = new HashSet<>(Set.of(first.seed()));
		List<NodeProto> backward = new ArrayList<>();
		for (NodeProto node : first.proto().getGraph().getNodeList()) {
			boolean after = node.getInputList().stream().anyMatch(fromSeed::contains);
			if (after) fromSeed.addAll(node.getOutputList());
			if (after) backward.add(prefixed(node, prefix));
			else graph.addNode(prefixed(node, prefix));
		}
		graph.addAllNode(reshape(prefix + first.scores(), image, images.open(), graph, taken));
		graph.addAllNode(training.proto().getGraph().getNodeList());
		graph.addAllNode(reshape(training.gradient(image), prefix + first.seed(), new long[] { -1, first.classes() }, graph,
			taken));
		graph.addAllNode(backward);

		training.proto().getGraph().getOutputList().stream().filter(output -> output.getName().equals(training.scores()))
			.forEach(graph::addOutput);
		for (ValueInfoProto output : first.proto().getGraph().getOutputList())
			if (first.gradients().containsValue(output.getName())) graph.addOutput(output.toBuilder().setName(prefix + output
				.getName()));
		return training.proto().toBuilder().setGraph(graph).build();
	}

	/** A node that reshapes one tensor to another; its target shape is added to the graph's constants. */
	private static List<NodeProto> reshape(String from, String to, long[] shape, GraphProto.Builder graph,
		Set<String> taken)
	{
		GraphWriter writer = new GraphWriter(taken);
		writer.node("Reshape", writer.value(from), writer.integers(shape)).output(to);
		graph.addAllInitializer(writer.constants());
		writer.constants().forEach(constant -> taken.add(constant.getName()));
		return writer.nodes();
	}

	private static NodeProto prefixed(NodeProto node, String prefix) {
		NodeProto.Builder renamed = node.toBuilder().setName(prefix + node.getName()).clearInput().clearOutput();
		node.getInputList().forEach(name -> renamed.addInput(name.isEmpty() ? "" : prefix + name));
		node.getOutputList().forEach(name -> renamed.addOutput(name.isEmpty() ? "" : prefix + name));
		return renamed.build();
	}

	private static Set<String> names(GraphProto graph) {
		Set<String> names = new HashSet<>();
		graph.getInputList().forEach(input -> names.add(input.getName()));
		graph.getInitializerList().forEach(tensor -> names.add(tensor.getName()));
		graph.getNodeList().forEach(node -> names.addAll(node.getOutputList()));
		return names;
	}

	private static Map<String, TensorInfo> inputs(InputGraph before, String prefix) {
		Map<String, TensorInfo> inputs = new LinkedHashMap<>();
		before.inputs().forEach(input -> inputs.put(input.name(), new TensorInfo(prefix + input.name(), input.type(), input
			.shape())));
		return inputs;
	}
}
