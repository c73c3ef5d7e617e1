package io.github.fijiray.onnx.model;

import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.GraphWriter;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Node;
import io.github.fijiray.onnx.Shapes;
import io.github.fijiray.onnx.Value;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

import java.util.Set;

/**
 * Frees a model whose batch size is frozen: in its inputs and outputs, and in the constant targets of its Reshapes.
 * Whether the result computes the same has to be tried.
 */
public final class DynamicBatch {

	private DynamicBatch() {}

	/** Whether the first dimension of the model's input is open already. */
	public static boolean isOpen(OnnxModel model) {
		long[] shape = model.inputs().get(0).shape();
		return shape == null || shape.length > 0 && shape[0] < 0;
	}

	/**
	 * @param shapes the shapes for as many images as the batch is frozen to
	 * @throws ModelException if the freed model is not sound
	 */
	public static OnnxModel free(OnnxModel model, Shapes shapes) throws ModelException {
		GraphProto original = model.proto().getGraph();
		GraphProto.Builder graph = original.toBuilder().clearValueInfo().clearInput().clearOutput().clearNode();
		original.getInputList().forEach(value -> graph.addInput(opened(value)));
		original.getOutputList().forEach(value -> graph.addOutput(opened(value)));
		long frozen = model.inputs().get(0).shape()[0];
		Set<String> dependent = model.graph().descendants(model.graph().inputs());
		GraphWriter writer = new GraphWriter(model.graph().names());
		for (NodeProto proto : original.getNodeList()) {
			Node node = new Node(proto);
			NodeProto freed = proto;
			if (node.is("Reshape") && dependent.contains(node.input(0)) && !dependent.contains(node.input(1))) freed =
				freedReshape(node, shapes, writer);
			else if (node.is("Concat") && dependent.contains(node.output(0)) && node.integer("axis", 0) != 0) freed =
				freedConcat(node, frozen, shapes, dependent, writer);
			writer.nodes().add(freed);
		}
		graph.addAllNode(writer.nodes()).addAllInitializer(writer.constants());
		ModelProto changed = model.proto().toBuilder().setGraph(graph).build();
		return model.with(changed);
	}

	private static NodeProto freedReshape(Node node, Shapes shapes, GraphWriter writer) throws ModelException {
		long[] target = shapes.dims(node.output(0)).sizes().clone();
		if (target.length > 0) target[0] = -1;
		return node.proto().toBuilder().setInput(1, writer.integers(target).name()).build();
	}

	/** What is joined to the images, like the class token of a vision transformer, is repeated for each of them. */
	private static NodeProto freedConcat(Node node, long frozen, Shapes shapes, Set<String> dependent,
		GraphWriter writer)
		throws ModelException
	{
		NodeProto.Builder freed = node.proto().toBuilder();
		String image = node.inputs().stream().filter(dependent::contains).findFirst().orElseThrow();
		for (int i = 0; i < node.inputs().size(); i++) {
			Dims dims = shapes.dims(node.input(i));
			if (dependent.contains(node.input(i)) || dims.rank() < 2 || dims.size(0) != frozen) continue;
			Value count = writer.value(image).shape().slice(0, 0, 1, 1);
			Value target = writer.node("Concat", count, writer.integers(dims.part(1, dims.rank()).sizes())).with("axis", 0)
				.output();
			freed.setInput(i, writer.value(node.input(i)).slice(0, 0, 1, 1).expand(target).name());
		}
		return freed.build();
	}

	private static ValueInfoProto opened(ValueInfoProto value) {
		if (!value.getType().hasTensorType() || value.getType().getTensorType().getShape().getDimCount() == 0) return value;
		ValueInfoProto.Builder opened = value.toBuilder();
		opened.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder().getDimBuilder(0).setDimParam("N");
		return opened.build();
	}
}
