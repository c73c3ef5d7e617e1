package io.github.fijiray.onnx.gradient.rule;

import io.github.fijiray.onnx.Graph;
import io.github.fijiray.onnx.GraphWriter;
import io.github.fijiray.onnx.Node;

import ai.onnx.proto.OnnxMl.NodeProto;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The model's nodes, as the training graph keeps them: some with an optional output added for their rule. */
public final class Forward {

	private final Graph graph;
	private final Set<String> varying;
	private final Map<Node, Integer> positions = new HashMap<>();
	private final GraphWriter writer;
	private final Map<Node, List<String>> outputs = new HashMap<>();

	public Forward(Graph graph, GraphWriter writer) {
		this.graph = graph;
		this.writer = writer;
		varying = graph.descendants(graph.inputs());
		graph.nodes().forEach(node -> positions.put(node, positions.size()));
	}

	Graph graph() {
		return graph;
	}

	/** Whether a tensor depends on the image. */
	boolean varies(String tensor) {
		return varying.contains(tensor);
	}

	/** Place of the node that makes a tensor in execution order; -1 for inputs and weights. */
	int position(String tensor) {
		return positions.getOrDefault(graph.producer(tensor), -1);
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

	public NodeProto proto(Node node) {
		List<String> names = outputs.get(node);
		return names == null ? node.proto() : node.proto().toBuilder().clearOutput().addAllOutput(names).build();
	}
}
