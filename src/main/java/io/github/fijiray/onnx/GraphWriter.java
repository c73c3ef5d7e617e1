package io.github.fijiray.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects new nodes and constants that are to be added to a graph, under names of their own. As in
 *
 * <pre>
 * Value y = writer.node("Softmax", x).with("axis", -1).output();
 * Value z = y.times(writer.scalar(ElementType.FLOAT, 2)).plus(x);
 * </pre>
 */
public final class GraphWriter {

	private final UniqueNames names;
	private final List<NodeProto> nodes = new ArrayList<>();
	private final List<TensorProto> constants = new ArrayList<>();
	private final Map<List<Object>, Value> known = new HashMap<>();
	private String scope = "";

	/** @param taken names that the graph uses already */
	public GraphWriter(Set<String> taken) {
		names = new UniqueNames(taken);
	}

	/** Sets the beginning of the names that follow, for readers of the graph. */
	public void scope(String newScope) {
		scope = newScope + "/";
	}

	/** A name that is not taken. */
	public String newName(String wanted) {
		return names.next(wanted);
	}

	/** A tensor that exists under this name. */
	public Value value(String name) {
		return new Value(this, name);
	}

	/** A constant int64 vector. */
	public Value integers(long... values) {
		return known.computeIfAbsent(List.of("vector", Arrays.toString(values)), key -> constant(TensorData.vector(names
			.next("integers"), values)));
	}

	/** A constant scalar of a real type. */
	public Value scalar(ElementType type, double number) {
		List<Object> key = List.of(type, number);
		if (!known.containsKey(key)) known.put(key, type == ElementType.FLOAT || type == ElementType.DOUBLE ? constant(
			TensorData.scalar(names.next("scalar"), type, number)) : scalar(ElementType.FLOAT, number).cast(type));
		return known.get(key);
	}

	/** A constant float tensor. */
	public Value floats(long[] dims, float... values) {
		return constant(TensorData.floats(names.next("floats"), dims, values));
	}

	private Value constant(TensorProto tensor) {
		constants.add(tensor);
		return value(tensor.getName());
	}

	/** Begins a node; {@link NodeWriter#output()} adds it. A null among the inputs is left out. */
	public NodeWriter node(String operator, Value... inputs) {
		return new NodeWriter(operator, inputs);
	}

	/** The nodes so far, in execution order. */
	public List<NodeProto> nodes() {
		return nodes;
	}

	/** The constants so far, as initializers. */
	public List<TensorProto> constants() {
		return constants;
	}

	/** A node in the making. */
	public final class NodeWriter {

		private final NodeProto.Builder node = NodeProto.newBuilder();

		private NodeWriter(String operator, Value... inputs) {
			node.setOpType(operator);
			for (Value input : inputs)
				node.addInput(input == null ? "" : input.name());
		}

		public NodeWriter with(String attribute, long value) {
			return with(Attributes.of(attribute, value));
		}

		public NodeWriter with(String attribute, long[] values) {
			return with(Attributes.of(attribute, values));
		}

		public NodeWriter with(String attribute, float value) {
			return with(Attributes.of(attribute, value));
		}

		public NodeWriter with(String attribute, String value) {
			return with(Attributes.of(attribute, value));
		}

		public NodeWriter with(String attribute, TensorProto value) {
			return with(Attributes.of(attribute, value));
		}

		/** Copies an attribute from another node, if that has it. */
		public NodeWriter like(Node other, String attribute) {
			AttributeProto found = other.attribute(attribute);
			return found == null ? this : with(found);
		}

		/** Copies the domain and all attributes from another node. */
		public NodeWriter like(Node other) {
			node.setDomain(other.domain()).addAllAttribute(other.proto().getAttributeList());
			return this;
		}

		private NodeWriter with(AttributeProto attribute) {
			node.addAttribute(attribute);
			return this;
		}

		/** Adds the node, and gives its output. */
		public Value output() {
			return output(names.next(scope + node.getOpType()));
		}

		/** Adds the node, and gives its several outputs. */
		public Value[] outputs(int count) {
			node.setName(names.next(scope + node.getOpType()));
			Value[] values = new Value[count];
			for (int i = 0; i < count; i++) {
				values[i] = value(i == 0 ? node.getName() : names.next(node.getName() + "/output" + i));
				node.addOutput(values[i].name());
			}
			nodes.add(node.build());
			return values;
		}

		/** Adds the node with this name for its output. */
		public Value output(String name) {
			nodes.add(node.setName(name).addOutput(name).build());
			return value(name);
		}
	}
}
