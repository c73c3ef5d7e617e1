package io.github.fijiray.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

import java.util.Set;

/**
 * Frees a model whose batch size is frozen to one image: in its inputs and outputs, and in the constant targets of its
 * Reshapes. Whether the result computes the same has to be tried.
 */
public final class DynamicBatch {

	private DynamicBatch() {}

	/** Whether the first dimension of the model's input is open already. */
	public static boolean isOpen(OnnxModel model) {
		long[] shape = model.inputs().get(0).shape();
		return shape == null || shape.length > 0 && shape[0] < 0;
	}

	/**
	 * @param shapes the shapes for one image
	 * @throws ModelException if the freed model is not sound
	 */
	public static OnnxModel free(OnnxModel model, Shapes shapes) throws ModelException {
		GraphProto original = model.proto().getGraph();
		GraphProto.Builder graph = original.toBuilder().clearValueInfo().clearInput().clearOutput().clearNode();
		original.getInputList().forEach(value -> graph.addInput(opened(value)));
		original.getOutputList().forEach(value -> graph.addOutput(opened(value)));
		Set<String> dependent = model.graph().descendants(model.graph().inputs());
		UniqueNames names = new UniqueNames(model.graph().names());
		for (NodeProto proto : original.getNodeList()) {
			Node node = new Node(proto);
			boolean freed = node.is("Reshape") && dependent.contains(node.input(0)) && !dependent.contains(node.input(1));
			if (!freed) {
				graph.addNode(proto);
				continue;
			}
			long[] target = shapes.dims(node.output(0)).sizes().clone();
			if (target.length > 0) target[0] = -1;
			TensorProto constant = TensorData.vector(names.next(node.input(1) + "/free"), target);
			graph.addInitializer(constant);
			graph.addNode(proto.toBuilder().setInput(1, constant.getName()));
		}
		ModelProto changed = model.proto().toBuilder().setGraph(graph).build();
		return model.with(changed);
	}

	private static ValueInfoProto opened(ValueInfoProto value) {
		if (!value.getType().hasTensorType() || value.getType().getTensorType().getShape().getDimCount() == 0) return value;
		ValueInfoProto.Builder opened = value.toBuilder();
		opened.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder().getDimBuilder(0).setDimParam("N");
		return opened.build();
	}
}
