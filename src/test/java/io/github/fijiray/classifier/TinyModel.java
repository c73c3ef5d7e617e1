package io.github.fijiray.classifier;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

import io.github.fijiray.onnx.ElementType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Writes ONNX models by hand. A dimension of -1 is open. */
final class TinyModel {

	private final ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8).addOpsetImport(OperatorSetIdProto
		.newBuilder().setVersion(18));
	private final GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");

	/**
	 * score[k] = Σ weights[i][k] · x[i], with x flattened as the model takes it.
	 *
	 * @param shape of the input
	 * @param weights {@code float[values of an image][classes]}
	 */
	static TinyModel linear(long[] shape, float[][] weights) {
		return new TinyModel().input("image", ElementType.FLOAT, shape).node("Flatten", "flat", "image").tensor("weights",
			weights).node("MatMul", "scores", "flat", "weights").output("scores", shape[0], weights[0].length);
	}

	TinyModel input(String name, ElementType type, long... shape) {
		graph.addInput(value(name, type, shape));
		return this;
	}

	TinyModel output(String name, long... shape) {
		graph.addOutput(value(name, ElementType.FLOAT, shape));
		return this;
	}

	TinyModel replaceOutput(String name, long... shape) {
		graph.clearOutput();
		return output(name, shape);
	}

	private static ValueInfoProto value(String name, ElementType type, long... shape) {
		TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
		for (long size : shape)
			dims.addDim(size < 0 ? TensorShapeProto.Dimension.newBuilder().setDimParam("open").build()
				: TensorShapeProto.Dimension.newBuilder().setDimValue(size).build());
		return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(TypeProto.Tensor
			.newBuilder().setElemType(type.number()).setShape(dims))).build();
	}

	TinyModel node(String operator, String output, String... inputs) {
		graph.addNode(NodeProto.newBuilder().setOpType(operator).setName(output).addOutput(output).addAllInput(Arrays.asList(
			inputs)));
		return this;
	}

	TinyModel tensor(String name, float[][] values) {
		TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(ElementType.FLOAT.number()).addDims(
			values.length).addDims(values[0].length);
		for (float[] row : values)
			for (float v : row)
				tensor.addFloatData(v);
		graph.addInitializer(tensor);
		return this;
	}

	TinyModel integers(String name, long... values) {
		TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(ElementType.INT64.number()).addDims(
			values.length);
		Arrays.stream(values).forEach(tensor::addInt64Data);
		graph.addInitializer(tensor);
		return this;
	}

	TinyModel metadata(String key, String value) {
		model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value));
		return this;
	}

	/** @return the file {@code tiny.onnx} */
	Path write(Path folder) throws IOException {
		return Files.write(folder.resolve("tiny.onnx"), model.setGraph(graph).build().toByteArray());
	}
}
