package io.github.fijiray.onnx.rewrite;

import io.github.fijiray.onnx.Attributes;
import io.github.fijiray.onnx.Graph;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Node;
import io.github.fijiray.onnx.TensorData;
import io.github.fijiray.onnx.UniqueNames;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Rewrites a model of opset 7 to {@value #TARGET} - 1 in opset {@value #TARGET}: attributes that have become inputs,
 * operators that have been replaced. Later models stay as they are.
 */
public final class OpsetUpgrade {

	public static final int TARGET = 18;

	/** Operators that the later opset does not have. */
	static final Set<String> REPLACED = Set.of("Upsample", "Scatter");

	private static final int OLDEST_IR_WITH_TARGET = 8;

	private final long opset;
	private final UniqueNames names;
	private final GraphProto.Builder graph;
	private final List<NodeProto> nodes = new ArrayList<>();

	private OpsetUpgrade(GraphProto graph, long opset, UniqueNames names) {
		this.opset = opset;
		this.names = names;
		this.graph = graph.toBuilder();
	}

	/** The version of a domain's operators that a model is written in, 0 if it uses none. */
	public static long opset(ModelProto model, String domain) {
		for (OperatorSetIdProto opset : model.getOpsetImportList())
			if (Node.standard(opset.getDomain()).equals(domain)) return opset.getVersion();
		return 0;
	}

	/** @throws ModelException naming a node that has no counterpart in the later opset */
	public static ModelProto upgrade(ModelProto model) throws ModelException {
		ModelProto pruned = withoutDefaultsAmongInputs(model);
		long opset = opset(model, "");
		if (opset >= TARGET) return pruned;
		GraphProto old = pruned.getGraph();
		UniqueNames names = new UniqueNames(new Graph(old).names());
		GraphProto graph = new OpsetUpgrade(old, opset, names).upgraded();
		ModelProto.Builder upgraded = pruned.toBuilder().clearOpsetImport().setGraph(graph);
		upgraded.setIrVersion(Math.max(model.getIrVersion(), OLDEST_IR_WITH_TARGET));
		for (OperatorSetIdProto id : model.getOpsetImportList())
			upgraded.addOpsetImport(Node.standard(id.getDomain()).isEmpty() ? id.toBuilder().setVersion(TARGET).build() : id);
		return upgraded.build();
	}

	private GraphProto upgraded() throws ModelException {
		for (NodeProto node : graph.getNodeList())
			upgrade(node);
		return graph.clearNode().addAllNode(nodes).build();
	}

	/** Old files list every initializer among the inputs too, which makes ONNX Runtime treat none as constant. */
	private static ModelProto withoutDefaultsAmongInputs(ModelProto model) {
		Set<String> initializers = new HashSet<>();
		model.getGraph().getInitializerList().forEach(tensor -> initializers.add(tensor.getName()));
		List<ValueInfoProto> inputs = model.getGraph().getInputList().stream().filter(input -> !initializers.contains(
			input.getName())).toList();
		ModelProto.Builder pruned = model.toBuilder();
		pruned.getGraphBuilder().clearInput().addAllInput(inputs);
		return pruned.setIrVersion(Math.max(model.getIrVersion(), 4)).build();
	}

	private void upgrade(NodeProto proto) throws ModelException {
		Node node = new Node(proto);
		if (!node.domain().isEmpty()) {
			nodes.add(proto);
			return;
		}
		switch (node.operator()) {
			case "Squeeze", "Unsqueeze", "ReduceSum" -> attributesToInputs(node, opset < 13, "axes");
			case "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceLogSum",
				"ReduceLogSumExp", "ReduceSumSquare" -> attributesToInputs(node, true, "axes");
			case "Slice" -> attributesToInputs(node, opset < 10, "starts", "ends", "axes");
			case "TopK" -> attributesToInputs(node, opset < 10, "k");
			case "Split" -> split(node);
			case "Pad" -> pad(node);
			case "Clip" -> clip(node);
			case "Softmax", "LogSoftmax", "Hardmax" -> softmax(node);
			case "Upsample" -> upsample(node);
			case "Resize" -> resize(node);
			case "BatchNormalization" -> batchNormalization(node);
			case "Dropout" -> nodes.add(without(proto, "ratio"));
			case "Scatter" -> nodes.add(proto.toBuilder().setOpType("ScatterElements").build());
			default -> nodes.add(withBodies(proto));
		}
	}

	private NodeProto withBodies(NodeProto proto) throws ModelException {
		NodeProto.Builder changed = proto.toBuilder();
		for (AttributeProto.Builder attribute : changed.getAttributeBuilderList())
			if (attribute.hasG()) attribute.setG(new OpsetUpgrade(attribute.getG(), opset, names).upgraded());
		return changed.build();
	}

	private void attributesToInputs(Node node, boolean old, String... attributes) {
		NodeProto.Builder changed = without(node.proto(), old ? attributes : new String[0]).toBuilder();
		if (old) {
			List<String> inputs = new ArrayList<>();
			for (String name : attributes) {
				AttributeProto value = node.attribute(name);
				long[] values = value == null ? null : value.getIntsCount() > 0 ? node.integers(name) : new long[] { value
					.getI() };
				inputs.add(values == null ? "" : constant(node, TensorData.vector(name, values)));
			}
			while (!inputs.isEmpty() && inputs.get(inputs.size() - 1).isEmpty())
				inputs.remove(inputs.size() - 1);
			changed.addAllInput(inputs);
		}
		nodes.add(changed.build());
	}

	private void split(Node node) {
		if (opset < 13 && node.has("split")) attributesToInputs(node, true, "split");
		else if (node.inputs().size() > 1) nodes.add(node.proto());
		else nodes.add(node.proto().toBuilder().addAttribute(Attributes.of("num_outputs", node.outputs().size())).build());
	}

	private void pad(Node node) throws ModelException {
		if (opset >= 11) {
			nodes.add(node.proto());
			return;
		}
		String pads = constant(node, TensorData.vector("pads", required(node, "pads").getIntsList().stream().mapToLong(
			Long::longValue).toArray()));
		String value = real(node, "value", node.real("value", 0));
		nodes.add(without(node.proto(), "pads", "value").toBuilder().addInput(pads).addInput(value).build());
	}

	private void clip(Node node) {
		if (opset >= 11) {
			nodes.add(node.proto());
			return;
		}
		NodeProto.Builder changed = without(node.proto(), "min", "max").toBuilder();
		changed.addInput(node.has("min") ? real(node, "min", node.real("min", 0)) : "");
		if (node.has("max")) changed.addInput(real(node, "max", node.real("max", 0)));
		nodes.add(changed.build());
	}

	/** Before opset 13 a softmax runs over all dimensions from its axis on. */
	private void softmax(Node node) {
		if (opset >= 13) {
			nodes.add(node.proto());
			return;
		}
		String flat = names.next(node.name() + "/flat");
		String softmax = names.next(node.name() + "/softmax");
		String shape = names.next(node.name() + "/shape");
		nodes.add(node("Flatten", flat, node.input(0)).addAttribute(Attributes.of("axis", node.integer("axis", 1))).build());
		nodes.add(node(node.operator(), softmax, flat).setName(node.proto().getName()).addAttribute(Attributes.of("axis", -1))
			.build());
		nodes.add(node("Shape", shape, node.input(0)).build());
		nodes.add(node("Reshape", node.output(0), softmax, shape).build());
	}

	private void upsample(Node node) throws ModelException {
		String scales = node.input(1);
		if (opset < 9) {
			List<Float> values = required(node, "scales").getFloatsList();
			float[] floats = new float[values.size()];
			for (int i = 0; i < floats.length; i++)
				floats[i] = values.get(i);
			scales = constant(node, TensorData.floats("scales", new long[] { floats.length }, floats));
		}
		nodes.add(asymmetric(node, scales, "floor"));
	}

	/** In opset 10, ONNX Runtime takes the nearest pixel before a place where it enlarges, and after it where it shrinks. */
	private void resize(Node node) throws ModelException {
		if (opset >= 11) {
			nodes.add(node.proto());
			return;
		}
		double[] scales = stored(node.input(1));
		boolean shrinks = scales != null && Arrays.stream(scales).anyMatch(scale -> scale < 1);
		if (shrinks && node.text("mode", "nearest").equals("nearest") && Arrays.stream(scales).anyMatch(scale -> scale > 1))
			throw new ModelException("The node " + node +
				" shrinks along one axis and enlarges along another. Export the model with opset 11 or later.");
		nodes.add(asymmetric(node, node.input(1), shrinks ? "ceil" : "floor"));
	}

	private NodeProto asymmetric(Node node, String scales, String nearest) {
		return node("Resize", node.output(0), node.input(0), "", scales).setName(node.proto().getName()).addAttribute(
			Attributes.of("mode", node.text("mode", "nearest"))).addAttribute(Attributes.of("coordinate_transformation_mode",
				"asymmetric")).addAttribute(Attributes.of("nearest_mode", nearest)).build();
	}

	/** The numbers of a tensor that the file holds, null if they are computed. */
	private double[] stored(String tensor) {
		for (TensorProto initializer : graph.getInitializerList())
			if (initializer.getName().equals(tensor)) return TensorData.numbers(initializer);
		for (NodeProto proto : graph.getNodeList()) {
			Node node = new Node(proto);
			if (node.is("Constant") && node.output(0).equals(tensor) && node.has("value")) return TensorData.numbers(node
				.tensor("value"));
		}
		return null;
	}

	private void batchNormalization(Node node) throws ModelException {
		boolean trains = node.proto().getOutputList().stream().skip(1).anyMatch(name -> !name.isEmpty());
		if (opset < 14 && trains || node.integer("spatial", 1) == 0) throw new ModelException("The node " + node +
			" normalises as in training. Export the model in evaluation mode (in PyTorch: model.eval()).");
		nodes.add(without(node.proto(), "spatial"));
	}

	private String real(Node node, String what, float value) {
		return constant(node, TensorData.floats(what, new long[0], value));
	}

	private static AttributeProto required(Node node, String attribute) throws ModelException {
		if (!node.has(attribute)) throw new ModelException("The node " + node + " lacks its attribute " + attribute + ".");
		return node.attribute(attribute);
	}

	private String constant(Node node, TensorProto tensor) {
		String name = names.next(node.name() + "/" + tensor.getName());
		graph.addInitializer(tensor.toBuilder().setName(name));
		return name;
	}

	private static NodeProto.Builder node(String operator, String output, String... inputs) {
		return NodeProto.newBuilder().setOpType(operator).setName(output).addOutput(output).addAllInput(Arrays.asList(
			inputs));
	}

	static NodeProto without(NodeProto node, String... attributes) {
		List<AttributeProto> kept = node.getAttributeList().stream().filter(a -> !Arrays.asList(attributes).contains(a
			.getName())).toList();
		return node.toBuilder().clearAttribute().addAllAttribute(kept).build();
	}
}
