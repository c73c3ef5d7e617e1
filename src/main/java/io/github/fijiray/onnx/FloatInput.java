package io.github.fijiray.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

/** Makes a model of half or double precision take single-precision images. */
public final class FloatInput {

	private FloatInput() {}

	/**
	 * @return the model with a cast behind its input; the model itself if it takes floats already
	 * @throws ModelException if the model's input is not of real numbers
	 */
	public static OnnxModel of(OnnxModel model) throws ModelException {
		TensorInfo input = model.inputs().get(0);
		if (input.type() == ElementType.FLOAT) return model;
		if (!input.type().isReal()) throw new ModelException("The model " + model.path() + " takes '" + input +
			"', but an image classifier that can be explained takes real numbers (float). Export it without the conversion " +
			"from integers.");
		GraphProto original = model.proto().getGraph();
		String cast = new UniqueNames(model.graph().names()).next(input.name() + "/" + input.type().name().toLowerCase());
		GraphProto.Builder graph = original.toBuilder().clearNode();
		ValueInfoProto.Builder declared = graph.getInputBuilder(0);
		declared.getTypeBuilder().getTensorTypeBuilder().setElemType(ElementType.FLOAT.number());
		graph.addNode(NodeProto.newBuilder().setOpType("Cast").setName(cast).addInput(input.name()).addOutput(cast)
			.addAttribute(Attributes.of("to", input.type().number())));
		for (NodeProto node : original.getNodeList()) {
			NodeProto.Builder changed = node.toBuilder();
			for (int i = 0; i < node.getInputCount(); i++)
				if (node.getInput(i).equals(input.name())) changed.setInput(i, cast);
			graph.addNode(changed);
		}
		return model.with(model.proto().toBuilder().setGraph(graph).build());
	}
}
