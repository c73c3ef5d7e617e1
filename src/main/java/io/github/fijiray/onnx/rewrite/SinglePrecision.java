package io.github.fijiray.onnx.rewrite;

import io.github.fijiray.onnx.Attributes;
import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.Graph;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.TensorData;
import io.github.fijiray.onnx.TensorInfo;
import io.github.fijiray.onnx.UniqueNames;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Rewrites a model in single precision: small gradients vanish among half-precision numbers, and ONNX Runtime has no
 * convolution of double-precision ones. Weights stay stored as they are, with a cast behind them.
 */
public final class SinglePrecision {

	/** Attributes that name the element type of what a node makes. */
	private static final Set<String> TYPES = Set.of("to", "dtype", "output_dtype");

	private final Set<ElementType> replaced;
	private final UniqueNames names;
	private boolean changed;

	private SinglePrecision(Set<ElementType> replaced, UniqueNames names) {
		this.replaced = replaced;
		this.names = names;
	}

	/** @param notes receives a sentence if the model is changed */
	public static ModelProto of(ModelProto model, Consumer<String> notes) throws ModelException {
		Set<ElementType> replaced = EnumSet.of(ElementType.FLOAT16, ElementType.BFLOAT16);
		if (model.getGraph().getInputList().stream().anyMatch(input -> TensorInfo.of(input).type() == ElementType.DOUBLE))
			replaced.add(ElementType.DOUBLE);
		SinglePrecision precision = new SinglePrecision(replaced, new UniqueNames(new Graph(model.getGraph()).names()));
		GraphProto graph = precision.converted(model.getGraph());
		if (!precision.changed) return model;
		notes.accept("The model is computed in single precision (float32), not in that of its file.");
		return model.toBuilder().setGraph(graph).build();
	}

	private GraphProto converted(GraphProto graph) throws ModelException {
		GraphProto.Builder single = graph.toBuilder().clearValueInfo().clearInput().clearOutput().clearNode()
			.clearInitializer();
		graph.getInputList().forEach(value -> single.addInput(converted(value)));
		graph.getOutputList().forEach(value -> single.addOutput(converted(value)));
		List<NodeProto> casts = new ArrayList<>();
		for (TensorProto tensor : graph.getInitializerList()) {
			if (!isReplaced(tensor.getDataType())) {
				single.addInitializer(tensor);
				continue;
			}
			String stored = names.next(tensor.getName() + "/stored");
			single.addInitializer(tensor.toBuilder().setName(stored));
			casts.add(NodeProto.newBuilder().setOpType("Cast").setName(tensor.getName()).addInput(stored).addOutput(tensor
				.getName()).addAttribute(Attributes.of("to", ElementType.FLOAT.number())).build());
		}
		single.addAllNode(casts);
		for (NodeProto node : graph.getNodeList())
			single.addNode(converted(node));
		return single.build();
	}

	private boolean isReplaced(long type) {
		boolean found = replaced.contains(ElementType.of((int) type));
		changed |= found;
		return found;
	}

	private ValueInfoProto converted(ValueInfoProto value) {
		if (!value.getType().hasTensorType() || !isReplaced(value.getType().getTensorType().getElemType())) return value;
		ValueInfoProto.Builder single = value.toBuilder();
		single.getTypeBuilder().getTensorTypeBuilder().setElemType(ElementType.FLOAT.number());
		return single.build();
	}

	private NodeProto converted(NodeProto node) throws ModelException {
		NodeProto.Builder single = node.toBuilder();
		for (AttributeProto.Builder attribute : single.getAttributeBuilderList()) {
			if (TYPES.contains(attribute.getName()) && isReplaced(attribute.getI())) attribute.setI(ElementType.FLOAT.number());
			if (attribute.hasT() && isReplaced(attribute.getT().getDataType())) attribute.setT(converted(attribute.getT()));
			if (attribute.hasG()) attribute.setG(converted(attribute.getG()));
		}
		return single.build();
	}

	private static TensorProto converted(TensorProto tensor) {
		double[] numbers = TensorData.numbers(tensor);
		float[] floats = new float[numbers.length];
		for (int i = 0; i < floats.length; i++)
			floats[i] = (float) numbers[i];
		return TensorData.floats(tensor.getName(), tensor.getDimsList().stream().mapToLong(Long::longValue).toArray(),
			floats);
	}
}
