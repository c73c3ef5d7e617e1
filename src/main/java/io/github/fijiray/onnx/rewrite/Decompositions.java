package io.github.fijiray.onnx.rewrite;

import io.github.fijiray.onnx.Graph;
import io.github.fijiray.onnx.GraphWriter;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Node;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Writes out, in standard operators and in real numbers, what a model computes with fused or quantised ones, so that
 * there is one form to differentiate. What has no decomposition stays as it is.
 */
public final class Decompositions {

	private static final Map<String, Decomposition> OPERATORS = all();

	private Decompositions() {}

	private static Map<String, Decomposition> all() {
		Map<String, Decomposition> table = new HashMap<>();
		FusedOperators.enter(table);
		AttentionOperators.enter(table);
		QuantizedOperators.enter(table);
		ClassicalOperators.enter(table);
		return Map.copyOf(table);
	}

	/** The operators that are written in others when a model is read, with their domain unless they are standard ones. */
	public static Set<String> operators() {
		Set<String> operators = new HashSet<>(OPERATORS.keySet());
		operators.addAll(OpsetUpgrade.REPLACED);
		return operators;
	}

	/**
	 * @param model of opset {@value OpsetUpgrade#TARGET} or later
	 * @param notes receives what the user should know about the change
	 * @throws ModelException naming a node that has a form that cannot be written out
	 */
	public static ModelProto apply(ModelProto model, Consumer<String> notes) throws ModelException {
		Graph graph = new Graph(model.getGraph());
		GraphWriter writer = new GraphWriter(graph.names());
		WholeNumbers wholeNumbers = new WholeNumbers(model.getGraph(), writer);
		boolean needed = wholeNumbers.anyInput() || graph.nodes().stream().anyMatch(node -> OPERATORS.containsKey(node
			.qualifiedOperator()));
		if (!needed) return model;
		for (Node node : graph.nodes()) {
			Decomposition decomposition = OPERATORS.get(node.qualifiedOperator());
			writer.scope(node.name());
			try {
				if (decomposition == null) writer.nodes().add(wholeNumbers.passed(node));
				else decomposition.write(new Composite(node, writer, wholeNumbers));
			}
			catch (ModelException e) {
				throw new ModelException("The node " + node + " cannot be used: " + e.getMessage(), e);
			}
		}
		GraphProto.Builder changed = model.getGraph().toBuilder().clearNode().clearValueInfo();
		changed.addAllNode(writer.nodes()).addAllInitializer(writer.constants());
		wholeNumbers.declareReal(changed);
		wholeNumbers.notes().forEach(notes);
		return model.toBuilder().setGraph(changed).build();
	}
}
