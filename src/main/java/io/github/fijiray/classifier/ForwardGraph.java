package io.github.fijiray.classifier;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;

import io.github.fijiray.onnx.gradient.TrainingGraph;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The part of a training graph that gives the scores: ONNX Runtime computes every node of a graph it is given. */
final class ForwardGraph {

	private ForwardGraph() {}

	static ModelProto of(TrainingGraph training) {
		GraphProto whole = training.proto().getGraph();
		Set<String> needed = new HashSet<>(Set.of(training.scores()));
		Deque<NodeProto> nodes = new ArrayDeque<>();
		List<NodeProto> ordered = whole.getNodeList();
		for (int i = ordered.size() - 1; i >= 0; i--)
			if (ordered.get(i).getOutputList().stream().anyMatch(needed::contains)) {
				nodes.addFirst(ordered.get(i));
				addInputs(ordered.get(i), needed);
			}
		GraphProto.Builder part = whole.toBuilder().clearNode().addAllNode(nodes).clearInput().clearOutput()
			.clearInitializer();
		whole.getInputList().stream().filter(input -> needed.contains(input.getName())).forEach(part::addInput);
		whole.getOutputList().stream().filter(output -> output.getName().equals(training.scores())).forEach(
			part::addOutput);
		whole.getInitializerList().stream().filter(tensor -> needed.contains(tensor.getName())).forEach(
			part::addInitializer);
		return training.proto().toBuilder().setGraph(part).build();
	}

	/** Adds what a node reads, and what the bodies of its control flow read. */
	private static void addInputs(NodeProto node, Set<String> needed) {
		needed.addAll(node.getInputList());
		for (AttributeProto attribute : node.getAttributeList()) {
			attribute.getG().getNodeList().forEach(inner -> addInputs(inner, needed));
			attribute.getG().getOutputList().forEach(output -> needed.add(output.getName()));
		}
	}
}
