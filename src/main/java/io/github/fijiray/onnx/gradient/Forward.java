package io.github.fijiray.onnx.gradient;

import io.github.fijiray.onnx.GraphWriter;
import io.github.fijiray.onnx.Node;

import ai.onnx.proto.OnnxMl.NodeProto;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The nodes of the model that the training graph keeps, some with an optional output added for their rule. */
final class Forward {

	private final GraphWriter writer;
	private final Map<Node, List<String>> outputs = new HashMap<>();

	Forward(GraphWriter writer) {
		this.writer = writer;
	}

	/** The name of a node's output, which the node is made to give if it does not yet. */
	String output(Node node, int index) {
		if (!node.output(index).isEmpty()) return node.output(index);
		List<String> names = outputs.computeIfAbsent(node, key -> new ArrayList<>(key.outputs()));
		while (names.size() <= index)
			names.add("");
		if (names.get(index).isEmpty()) names.set(index, writer.newName(node.output(0) + "/output" + index));
		return names.get(index);
	}

	NodeProto proto(Node node) {
		List<String> names = outputs.get(node);
		return names == null ? node.proto() : node.proto().toBuilder().clearOutput().addAllOutput(names).build();
	}
}
