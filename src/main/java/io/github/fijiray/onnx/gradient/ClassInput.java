package io.github.fijiray.onnx.gradient;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.GraphWriter;
import io.github.fijiray.onnx.TensorData;
import io.github.fijiray.onnx.TensorInfo;
import io.github.fijiray.onnx.Value;

import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;

/** Replaces the seed of a training graph by the number of a class, from which the seed is computed. */
final class ClassInput {

	private static final String NAME = "target";

	private ClassInput() {}

	static TrainingGraph of(TrainingGraph training, OptionalInt otherwise) {
		GraphProto whole = training.proto().getGraph();
		GraphWriter writer = new GraphWriter(names(whole));
		TensorInfo target = new TensorInfo(writer.newName(NAME), ElementType.INT64, new long[] { 1 });
		writeSeed(writer, target.name(), training);

		GraphProto.Builder changed = whole.toBuilder().clearInput().clearNode();
		for (ValueInfoProto input : whole.getInputList())
			changed.addInput(input.getName().equals(training.seed()) ? target.proto() : input);
		changed.addAllNode(writer.nodes()).addAllNode(whole.getNodeList()).addAllInitializer(writer.constants());
		if (otherwise.isPresent()) changed.addInitializer(TensorData.vector(target.name(), otherwise.getAsInt()));
		ModelProto proto = training.proto().toBuilder().setGraph(changed).build();
		return new TrainingGraph(proto, training.model(), target.name(), training.scores(), training.gradients(), training
			.classes(), training.rules());
	}

	/** One row with 1 for the class, repeated for each image. */
	private static void writeSeed(GraphWriter writer, String target, TrainingGraph training) {
		writer.scope(NAME);
		Value row = writer.node("OneHot", writer.value(target), writer.integers(training.classes()), writer.floats(new long[] {
			2 }, 0, 1)).output();
		Value images = writer.value(training.input()).shape().slice(0, 0, 1, 1);
		Value shape = writer.node("Concat", images, writer.integers(training.classes())).with("axis", 0).output();
		writer.node("Expand", row, shape).output(training.seed());
	}

	private static Set<String> names(GraphProto graph) {
		Set<String> names = new HashSet<>();
		graph.getInputList().stream().map(ValueInfoProto::getName).forEach(names::add);
		graph.getInitializerList().stream().map(TensorProto::getName).forEach(names::add);
		graph.getNodeList().stream().map(NodeProto::getOutputList).forEach(names::addAll);
		return names;
	}
}
