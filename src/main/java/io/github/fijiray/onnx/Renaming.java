package io.github.fijiray.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;

import java.util.Map;

/** Renames the tensors that nodes read and make, in the bodies of their control flow too. */
public final class Renaming {

	private Renaming() {}

	/** @param names new names; what is not among them keeps its name */
	public static NodeProto of(NodeProto node, Map<String, String> names) {
		NodeProto.Builder changed = node.toBuilder().clearInput().clearOutput();
		node.getInputList().forEach(name -> changed.addInput(names.getOrDefault(name, name)));
		node.getOutputList().forEach(name -> changed.addOutput(names.getOrDefault(name, name)));
		for (int i = 0; i < node.getAttributeCount(); i++)
			if (node.getAttribute(i).hasG()) changed.getAttributeBuilder(i).setG(of(node.getAttribute(i).getG(), names));
		return changed.build();
	}

	private static GraphProto of(GraphProto body, Map<String, String> names) {
		GraphProto.Builder changed = body.toBuilder().clearNode().clearOutput();
		body.getNodeList().forEach(node -> changed.addNode(of(node, names)));
		body.getOutputList().forEach(output -> changed.addOutput(output.toBuilder().setName(names.getOrDefault(output
			.getName(), output.getName()))));
		return changed.build();
	}
}
