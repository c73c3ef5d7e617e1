package io.github.fijiray.onnx.rewrite;

import io.github.fijiray.onnx.Graph;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Node;
import io.github.fijiray.onnx.Renaming;
import io.github.fijiray.onnx.UniqueNames;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Replaces the calls of functions that a model defines itself by what these functions consist of. */
public final class FunctionInlining {

	private static final int DEEPEST_CALL = 50;
	private static final int MOST_NODES = 1_000_000;

	private final Map<String, FunctionProto> functions = new HashMap<>();
	private final Deque<String> calls = new ArrayDeque<>();
	private final UniqueNames names;
	private int count;

	private FunctionInlining(ModelProto model) throws ModelException {
		for (FunctionProto function : model.getFunctionsList()) {
			long opset = opset(function.getOpsetImportList());
			if (opset != 0 && opset != OpsetUpgrade.opset(model, "")) throw new ModelException("Its function '" + function
				.getName() + "' is written for opset " + opset + ", but the model for opset " + OpsetUpgrade.opset(model, "") +
				". Export it with its functions inlined.");
			functions.put(key(function.getDomain(), function.getName(), function.getOverload()), function);
		}
		names = new UniqueNames(new Graph(model.getGraph()).names());
	}

	/** @throws ModelException if functions call each other without end */
	public static ModelProto inline(ModelProto model) throws ModelException {
		if (model.getFunctionsCount() == 0) return model;
		ModelProto.Builder inlined = model.toBuilder().clearFunctions().clearOpsetImport();
		inlined.setGraph(new FunctionInlining(model).inlined(model.getGraph()));
		Set<String> own = new HashSet<>();
		Map<String, OperatorSetIdProto> imports = new HashMap<>();
		model.getFunctionsList().forEach(function -> {
			own.add(function.getDomain());
			function.getOpsetImportList().forEach(id -> imports.put(Node.standard(id.getDomain()), id));
		});
		model.getOpsetImportList().forEach(id -> imports.put(Node.standard(id.getDomain()), id));
		imports.values().stream().filter(id -> !own.contains(id.getDomain())).forEach(inlined::addOpsetImport);
		return inlined.build();
	}

	private static long opset(List<OperatorSetIdProto> imports) {
		return imports.stream().filter(id -> Node.standard(id.getDomain()).isEmpty()).mapToLong(
			OperatorSetIdProto::getVersion).findFirst().orElse(0);
	}

	private static String key(String domain, String name, String overload) {
		return Node.standard(domain) + "." + name + ":" + overload;
	}

	private GraphProto inlined(GraphProto graph) throws ModelException {
		GraphProto.Builder changed = graph.toBuilder().clearNode();
		for (NodeProto node : graph.getNodeList())
			inline(node, changed);
		return changed.build();
	}

	private void inline(NodeProto node, GraphProto.Builder graph) throws ModelException {
		String key = key(node.getDomain(), node.getOpType(), node.getOverload());
		FunctionProto function = functions.get(key);
		if (++count > MOST_NODES) throw new ModelException("Its functions make more than " + MOST_NODES + " nodes.");
		if (function == null) {
			graph.addNode(withInlinedBodies(node));
			return;
		}
		if (calls.contains(key) || calls.size() == DEEPEST_CALL) throw new ModelException("Its function '" + function
			.getName() + "' calls itself, or is nested too deeply.");
		calls.push(key);
		Map<String, String> renamed = arguments(node, function);
		Map<String, AttributeProto> attributes = attributes(node, function);
		for (NodeProto inner : function.getNodeList())
			for (String output : inner.getOutputList())
				if (!output.isEmpty()) renamed.computeIfAbsent(output, name -> names.next(prefix(node) + name));
		for (NodeProto inner : function.getNodeList())
			inline(Renaming.of(bound(inner, attributes), renamed).toBuilder().setName(prefix(node) + new Node(inner).name())
				.build(), graph);
		calls.pop();
	}

	private static String prefix(NodeProto call) {
		return new Node(call).name() + "/";
	}

	private NodeProto withInlinedBodies(NodeProto node) throws ModelException {
		NodeProto.Builder changed = node.toBuilder();
		for (AttributeProto.Builder attribute : changed.getAttributeBuilderList())
			if (attribute.hasG()) attribute.setG(inlined(attribute.getG()));
		return changed.build();
	}

	/** What the function calls its inputs and outputs, and what the caller calls them. */
	private Map<String, String> arguments(NodeProto node, FunctionProto function) {
		Map<String, String> arguments = new HashMap<>();
		for (int i = 0; i < function.getInputCount(); i++)
			arguments.put(function.getInput(i), new Node(node).input(i));
		for (int i = 0; i < function.getOutputCount(); i++)
			if (!new Node(node).output(i).isEmpty()) arguments.put(function.getOutput(i), new Node(node).output(i));
		return arguments;
	}

	private static Map<String, AttributeProto> attributes(NodeProto node, FunctionProto function) {
		Map<String, AttributeProto> attributes = new HashMap<>();
		function.getAttributeProtoList().forEach(attribute -> attributes.put(attribute.getName(), attribute));
		node.getAttributeList().forEach(attribute -> attributes.put(attribute.getName(), attribute));
		return attributes;
	}

	/** Puts the caller's attributes in the place of references to them; those that it leaves out are left out. */
	private static NodeProto bound(NodeProto node, Map<String, AttributeProto> attributes) {
		NodeProto.Builder changed = node.toBuilder().clearAttribute();
		for (AttributeProto attribute : node.getAttributeList())
			if (attribute.getRefAttrName().isEmpty()) changed.addAttribute(attribute.hasG() ? attribute.toBuilder().setG(
				bound(attribute.getG(), attributes)).build() : attribute);
			else if (attributes.containsKey(attribute.getRefAttrName())) changed.addAttribute(attributes.get(attribute
				.getRefAttrName()).toBuilder().setName(attribute.getName()));
		return changed.build();
	}

	private static GraphProto bound(GraphProto body, Map<String, AttributeProto> attributes) {
		GraphProto.Builder changed = body.toBuilder().clearNode();
		body.getNodeList().forEach(node -> changed.addNode(bound(node, attributes)));
		return changed.build();
	}
}
