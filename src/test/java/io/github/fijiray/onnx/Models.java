package io.github.fijiray.onnx;

import io.github.fijiray.onnx.model.OnnxModel;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Small models for tests, written by hand. */
public final class Models {

	private final GraphProto.Builder graph = GraphProto.newBuilder().setName("hand_made");
	private long opset = 18;

	/** A model that takes a float tensor; -1 leaves a dimension open. */
	public static Models input(String name, long... shape) {
		return new Models().andInput(name, ElementType.FLOAT, shape);
	}

	public Models andInput(String name, ElementType type, long... shape) {
		graph.addInput(new TensorInfo(name, type, shape).proto());
		return this;
	}

	public Models opset(long version) {
		opset = version;
		return this;
	}

	/** Adds a node named like its output; as in {@code node("Add", "y", "a", "b")}. */
	public Models node(String operator, String output, String... inputs) {
		graph.addNode(NodeProto.newBuilder().setOpType(operator).setName(output).addOutput(output).addAllInput(Arrays.asList(
			inputs)));
		return this;
	}

	/** Adds a node with several outputs, named like the first. */
	public Models nodeOf(String operator, List<String> inputs, List<String> outputs) {
		graph.addNode(NodeProto.newBuilder().setOpType(operator).setName(outputs.get(0)).addAllInput(inputs).addAllOutput(
			outputs));
		return this;
	}

	/** Adds an If between two operators that are applied to the same input. */
	public Models branch(String output, String condition, String yes, String no, String input) {
		graph.addNode(NodeProto.newBuilder().setOpType("If").setName(output).addInput(condition).addOutput(output)
			.addAttribute(body("then_branch", yes, input)).addAttribute(body("else_branch", no, input)));
		return this;
	}

	private static AttributeProto body(String name, String operator, String input) {
		GraphProto.Builder body = GraphProto.newBuilder().setName(name);
		body.addNode(NodeProto.newBuilder().setOpType(operator).addInput(input).addOutput(name + "/result"));
		body.addOutputBuilder().setName(name + "/result");
		return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.GRAPH).setG(body).build();
	}

	/** Gives the last node an attribute. */
	public Models with(String attribute, long value) {
		return with(Attributes.of(attribute, value));
	}

	public Models with(String attribute, float value) {
		return with(Attributes.of(attribute, value));
	}

	public Models with(String attribute, float[] values) {
		AttributeProto.Builder floats = AttributeProto.newBuilder().setName(attribute).setType(
			AttributeProto.AttributeType.FLOATS);
		for (float value : values)
			floats.addFloats(value);
		return with(floats.build());
	}

	public Models with(String attribute, String value) {
		return with(Attributes.of(attribute, value));
	}

	public Models with(String attribute, long[] values) {
		return with(Attributes.of(attribute, values));
	}

	public Models with(String attribute, TensorProto value) {
		return with(Attributes.of(attribute, value));
	}

	private Models with(AttributeProto attribute) {
		graph.getNodeBuilder(graph.getNodeCount() - 1).addAttribute(attribute);
		return this;
	}

	/** Puts the last node into a domain. */
	public Models domain(String domain) {
		graph.getNodeBuilder(graph.getNodeCount() - 1).setDomain(domain);
		return this;
	}

	/** Adds float weights of a simple pattern. */
	public Models weights(String name, long... dims) {
		float[] values = new float[(int) Dims.fixed(dims).count()];
		for (int i = 0; i < values.length; i++)
			values[i] = (float) Math.sin(1 + i);
		graph.addInitializer(TensorData.floats(name, dims, values));
		return this;
	}

	public Models integers(String name, long... values) {
		graph.addInitializer(TensorData.vector(name, values));
		return this;
	}

	public Models initializer(TensorProto tensor) {
		graph.addInitializer(tensor);
		return this;
	}

	public Models output(String name, long... shape) {
		graph.addOutput(new TensorInfo(name, ElementType.FLOAT, shape).proto());
		return this;
	}

	public ModelProto proto() {
		ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8).setGraph(graph);
		model.addOpsetImportBuilder().setVersion(opset);
		graph.getNodeList().stream().map(NodeProto::getDomain).filter(d -> !d.isEmpty()).distinct().forEach(d -> model
			.addOpsetImportBuilder().setDomain(d).setVersion(1));
		return model.build();
	}

	public Path write(Path file) throws IOException {
		return Files.write(file, proto().toByteArray());
	}

	public OnnxModel read(Path folder) throws IOException {
		return OnnxModel.read(write(folder.resolve("model.onnx")));
	}
}
