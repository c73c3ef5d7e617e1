package io.github.fijiray.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A node of a graph, for reading. */
public final class Node {

	private final NodeProto proto;

	public Node(NodeProto proto) {
		this.proto = proto;
	}

	public NodeProto proto() {
		return proto;
	}

	/** The node's own name, or the name of its first output where it has none. */
	public String name() {
		return proto.getName().isEmpty() && proto.getOutputCount() > 0 ? proto.getOutput(0) : proto.getName();
	}

	public String operator() {
		return proto.getOpType();
	}

	/** The operator's domain, empty for the standard operators. */
	public String domain() {
		return standard(proto.getDomain());
	}

	public static String standard(String domain) {
		return domain.equals("ai.onnx") ? "" : domain;
	}

	/** Operator with its domain if it is not a standard one, as in {@code com.microsoft.FusedConv}. */
	public String qualifiedOperator() {
		return domain().isEmpty() ? operator() : domain() + "." + operator();
	}

	public boolean is(String standardOperator) {
		return domain().isEmpty() && operator().equals(standardOperator);
	}

	public List<String> inputs() {
		return proto.getInputList();
	}

	public List<String> outputs() {
		return proto.getOutputList();
	}

	/** Name of an input, empty if it is left out. */
	public String input(int index) {
		return index < proto.getInputCount() ? proto.getInput(index) : "";
	}

	/** Name of an output, empty if it is left out. */
	public String output(int index) {
		return index < proto.getOutputCount() ? proto.getOutput(index) : "";
	}

	/** Names of all tensors that this node reads: its inputs, and what the bodies of its control flow capture. */
	public Set<String> reads() {
		Set<String> names = new LinkedHashSet<>(proto.getInputList());
		Deque<GraphProto> bodies = new ArrayDeque<>(bodies(proto));
		Set<String> inner = new HashSet<>();
		List<String> captured = new ArrayList<>();
		while (!bodies.isEmpty()) {
			GraphProto body = bodies.pop();
			body.getInputList().forEach(v -> inner.add(v.getName()));
			body.getInitializerList().forEach(t -> inner.add(t.getName()));
			body.getOutputList().forEach(v -> captured.add(v.getName()));
			for (NodeProto node : body.getNodeList()) {
				inner.addAll(node.getOutputList());
				captured.addAll(node.getInputList());
				bodies.addAll(bodies(node));
			}
		}
		captured.stream().filter(name -> !inner.contains(name)).forEach(names::add);
		names.remove("");
		return names;
	}

	static List<GraphProto> bodies(NodeProto node) {
		List<GraphProto> bodies = new ArrayList<>();
		for (AttributeProto attribute : node.getAttributeList()) {
			if (attribute.hasG()) bodies.add(attribute.getG());
			bodies.addAll(attribute.getGraphsList());
		}
		return bodies;
	}

	public boolean has(String attribute) {
		return attribute(attribute) != null;
	}

	public long integer(String attribute, long otherwise) {
		AttributeProto found = attribute(attribute);
		return found == null ? otherwise : found.getI();
	}

	public float real(String attribute, double otherwise) {
		AttributeProto found = attribute(attribute);
		return found == null ? (float) otherwise : found.getF();
	}

	public String text(String attribute, String otherwise) {
		AttributeProto found = attribute(attribute);
		return found == null ? otherwise : found.getS().toStringUtf8();
	}

	/** The integers of an attribute, null if it is absent. */
	public long[] integers(String attribute) {
		AttributeProto found = attribute(attribute);
		return found == null ? null : found.getIntsList().stream().mapToLong(Long::longValue).toArray();
	}

	/** The tensor of an attribute, null if it is absent. */
	public TensorProto tensor(String attribute) {
		AttributeProto found = attribute(attribute);
		return found == null ? null : found.getT();
	}

	/** The attribute, null if it is absent. */
	public AttributeProto attribute(String name) {
		for (AttributeProto attribute : proto.getAttributeList())
			if (attribute.getName().equals(name)) return attribute;
		return null;
	}

	@Override
	public String toString() {
		return "'" + name() + "' (" + qualifiedOperator() + ")";
	}
}
