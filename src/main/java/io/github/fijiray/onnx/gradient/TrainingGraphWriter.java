package io.github.fijiray.onnx.gradient;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;

import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.GraphWriter;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Node;
import io.github.fijiray.onnx.Shapes;
import io.github.fijiray.onnx.TensorInfo;
import io.github.fijiray.onnx.Value;
import io.github.fijiray.onnx.gradient.rule.Forward;
import io.github.fijiray.onnx.model.OnnxModel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts a training graph together: inputs, what of the model is needed, the backward nodes, and outputs. */
final class TrainingGraphWriter {

	private final OnnxModel model;
	private final Shapes shapes;
	private final GraphWriter writer;
	private final Forward forward;
	private final Target target;
	private final Dims dims;
	private final long classes;
	private final String seedInput;
	private final String scoreOutput;
	private final Map<String, String> gradientOutputs = new LinkedHashMap<>();

	TrainingGraphWriter(OnnxModel model, Shapes shapes, Target target) throws ModelException {
		this.model = model;
		this.shapes = shapes;
		this.target = target;
		dims = shapes.dims(target.tensor());
		target.check(dims);
		classes = target.count(dims);
		writer = new GraphWriter(model.graph().names());
		forward = new Forward(model.graph(), writer);
		seedInput = writer.newName("seed");
		scoreOutput = writer.newName("scores");
	}

	GraphWriter writer() {
		return writer;
	}

	Forward forward() {
		return forward;
	}

	/** Writes the output of the scores, float [N, classes], and gives the gradient with respect to the target's tensor. */
	Value seed() throws ModelException {
		writer.scope("scores");
		Value scores = target.scores(writer.value(target.tensor()), dims);
		Value gradient = target.backward(writer, writer.value(seedInput), dims);
		ElementType type = shapes.type(target.tensor());
		writer.node("Identity", type == ElementType.FLOAT ? scores : scores.cast(ElementType.FLOAT)).output(scoreOutput);
		return type == ElementType.FLOAT ? gradient : gradient.cast(type);
	}

	/** Writes the output of a gradient. */
	void output(String source, Value gradient, boolean single) {
		String name = writer.newName(single ? "gradient" : "gradient_" + source);
		writer.node("Identity", gradient).output(name);
		gradientOutputs.put(source, name);
	}

	TrainingGraph finish(String rules) throws ModelException {
		List<String> read = new ArrayList<>(gradientOutputs.keySet());
		read.add(target.tensor());
		writer.nodes().forEach(node -> read.addAll(node.getInputList()));
		Set<String> needed = model.graph().ancestors(read);

		GraphProto original = model.proto().getGraph();
		GraphProto.Builder graph = GraphProto.newBuilder().setName(original.getName() + "_" + rules);
		TensorInfo seed = new TensorInfo(seedInput, ElementType.FLOAT, new long[] { dims.grows(0) ? -1 : dims.size(0),
			classes });
		for (TensorInfo input : model.inputs())
			if (needed.contains(input.name())) graph.addInput(new TensorInfo(input.name(), input.type(), shapes.dims(input
				.name()).open()).proto());
		graph.addInput(seed.proto());
		original.getInitializerList().stream().filter(tensor -> needed.contains(tensor.getName())).forEach(
			graph::addInitializer);
		original.getSparseInitializerList().stream().filter(tensor -> needed.contains(tensor.getValues().getName()))
			.forEach(graph::addSparseInitializer);
		graph.addAllInitializer(writer.constants());
		for (Node node : model.graph().nodes())
			if (node.outputs().stream().anyMatch(needed::contains)) graph.addNode(forward.proto(node));
		graph.addAllNode(writer.nodes());
		graph.addOutput(new TensorInfo(scoreOutput, ElementType.FLOAT, seed.shape()).proto());
		for (Map.Entry<String, String> output : gradientOutputs.entrySet())
			graph.addOutput(new TensorInfo(output.getValue(), shapes.type(output.getKey()), shapes.dims(output.getKey())
				.open()).proto());

		ModelProto.Builder proto = model.proto().toBuilder().setGraph(graph).setProducerName("FijiRay").clearProducerVersion();
		proto.addMetadataPropsBuilder().setKey(TrainingGraph.RULES_KEY).setValue(rules);
		return new TrainingGraph(proto.build(), model, seedInput, scoreOutput, Map.copyOf(gradientOutputs), Math.toIntExact(
			classes), rules);
	}
}
