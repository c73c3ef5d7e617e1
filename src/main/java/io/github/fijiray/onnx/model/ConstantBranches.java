package io.github.fijiray.onnx.model;

import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Node;
import io.github.fijiray.onnx.Renaming;
import io.github.fijiray.onnx.Shapes;
import io.github.fijiray.onnx.UniqueNames;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;

import java.util.HashMap;
import java.util.Map;

/** Replaces each {@code If} whose condition is the same for every image by the branch that is taken. */
public final class ConstantBranches {

	private ConstantBranches() {}

	/**
	 * @param shapes the shapes of the model
	 * @return the model with the branches in place; the model itself if there are none
	 * @throws ModelException if the changed model is not sound
	 */
	public static OnnxModel fold(OnnxModel model, Shapes shapes) throws ModelException {
		GraphProto.Builder graph = model.proto().getGraph().toBuilder().clearNode();
		UniqueNames names = new UniqueNames(model.graph().names());
		boolean changed = false;
		for (NodeProto proto : model.proto().getGraph().getNodeList()) {
			Node node = new Node(proto);
			if (!node.is("If") || !shapes.isConstant(node.input(0))) {
				graph.addNode(proto);
				continue;
			}
			boolean taken = shapes.integers(node.input(0))[0] != 0;
			inline(node.attribute(taken ? "then_branch" : "else_branch").getG(), node, graph, names);
			changed = true;
		}
		return changed ? model.with(model.proto().toBuilder().setGraph(graph).build()) : model;
	}

	/** Adds a branch's nodes; what it makes gets new names, but its outputs those of the node. */
	private static void inline(GraphProto branch, Node node, GraphProto.Builder graph, UniqueNames names) {
		Map<String, String> renamed = new HashMap<>();
		branch.getInitializerList().forEach(tensor -> renamed.put(tensor.getName(), names.next(tensor.getName())));
		for (NodeProto inner : branch.getNodeList())
			inner.getOutputList().stream().filter(name -> !name.isEmpty()).forEach(name -> renamed.put(name, names.next(
				name)));
		branch.getInitializerList().forEach(tensor -> graph.addInitializer(tensor.toBuilder().setName(renamed.get(tensor
			.getName()))));
		for (NodeProto inner : branch.getNodeList())
			graph.addNode(Renaming.of(inner, renamed));
		for (int i = 0; i < branch.getOutputCount(); i++) {
			String name = branch.getOutput(i).getName();
			graph.addNode(NodeProto.newBuilder().setOpType("Identity").setName(node.output(i)).addInput(renamed.getOrDefault(
				name, name)).addOutput(node.output(i)));
		}
	}
}
