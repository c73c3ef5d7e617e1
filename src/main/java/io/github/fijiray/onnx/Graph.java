package io.github.fijiray.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/** The nodes of a model in execution order, and who produces and who consumes each tensor. */
public final class Graph {

	private final List<Node> nodes;
	private final Map<String, Node> producers = new HashMap<>();
	private final Map<String, List<Node>> consumers = new HashMap<>();
	private final Map<String, TensorProto> initializers = new HashMap<>();
	private final Set<String> inputs = new LinkedHashSet<>();
	private final Set<String> outputs = new LinkedHashSet<>();

	/** @throws ModelException if nodes form a cycle, a tensor is made twice, or one is read that nothing makes */
	public Graph(GraphProto proto) throws ModelException {
		proto.getInitializerList().forEach(tensor -> initializers.put(tensor.getName(), tensor));
		Set<String> given = new HashSet<>(initializers.keySet());
		proto.getSparseInitializerList().forEach(sparse -> given.add(sparse.getValues().getName()));
		for (ValueInfoProto input : proto.getInputList())
			if (given.add(input.getName())) inputs.add(input.getName());
		proto.getOutputList().forEach(output -> outputs.add(output.getName()));

		List<Node> unordered = new ArrayList<>(proto.getNodeCount());
		for (NodeProto nodeProto : proto.getNodeList()) {
			Node node = new Node(nodeProto);
			unordered.add(node);
			for (String output : node.outputs()) {
				if (output.isEmpty()) continue;
				Node other = producers.put(output, node);
				if (other != null || given.contains(output)) throw new ModelException("The tensor '" + output +
					"' is made twice, by the node " + node + (other == null ? "" : " and by " + other) + ".");
			}
		}
		nodes = Collections.unmodifiableList(ordered(unordered, given));
		for (String output : outputs)
			if (!producers.containsKey(output) && !given.contains(output)) throw new ModelException(
				"The model's output '" + output + "' is made by no node.");
	}

	/** Sorts by dependency, and keeps the given order where that is free. */
	private List<Node> ordered(List<Node> unordered, Set<String> given) throws ModelException {
		int[] waiting = new int[unordered.size()];
		Map<Node, Integer> positions = new HashMap<>();
		PriorityQueue<Integer> ready = new PriorityQueue<>();
		for (int i = 0; i < unordered.size(); i++) {
			Node node = unordered.get(i);
			positions.put(node, i);
			for (String name : node.reads()) {
				consumers.computeIfAbsent(name, key -> new ArrayList<>()).add(node);
				if (producers.containsKey(name)) waiting[i]++;
				else if (!given.contains(name)) throw new ModelException("The node " + node + " reads the tensor '" + name +
					"', which no node, input or initializer gives.");
			}
			if (waiting[i] == 0) ready.add(i);
		}
		List<Node> ordered = new ArrayList<>(unordered.size());
		while (!ready.isEmpty()) {
			Node node = unordered.get(ready.poll());
			ordered.add(node);
			for (String output : node.outputs())
				for (Node consumer : consumers(output)) {
					int position = positions.get(consumer);
					if (--waiting[position] == 0) ready.add(position);
				}
		}
		for (int i = 0; i < waiting.length; i++)
			if (waiting[i] > 0) throw new ModelException("The nodes of the model form a cycle through " + unordered.get(i) +
				".");
		return ordered;
	}

	/** All nodes, each after those that it reads from. */
	public List<Node> nodes() {
		return nodes;
	}

	/** Names of the inputs, without those that are only defaults for initializers. */
	public Set<String> inputs() {
		return Collections.unmodifiableSet(inputs);
	}

	public Set<String> outputs() {
		return Collections.unmodifiableSet(outputs);
	}

	/** The node that makes a tensor; null for inputs and initializers. */
	public Node producer(String tensor) {
		return producers.get(tensor);
	}

	public List<Node> consumers(String tensor) {
		return consumers.getOrDefault(tensor, List.of());
	}

	/** The initializer of this name, null if there is none. */
	public TensorProto initializer(String name) {
		return initializers.get(name);
	}

	/** Whether an input, an initializer or a node gives this tensor. */
	public boolean gives(String tensor) {
		return producers.containsKey(tensor) || inputs.contains(tensor) || initializers.containsKey(tensor);
	}

	/** Every tensor name in use, in the bodies of control flow too. */
	public Set<String> names() {
		Set<String> names = new HashSet<>(producers.keySet());
		names.addAll(inputs);
		names.addAll(initializers.keySet());
		Deque<GraphProto> bodies = new ArrayDeque<>();
		nodes.forEach(node -> bodies.addAll(Node.bodies(node.proto())));
		while (!bodies.isEmpty()) {
			GraphProto body = bodies.pop();
			body.getInitializerList().forEach(tensor -> names.add(tensor.getName()));
			body.getInputList().forEach(input -> names.add(input.getName()));
			for (NodeProto node : body.getNodeList()) {
				names.addAll(node.getOutputList());
				bodies.addAll(Node.bodies(node));
			}
		}
		return names;
	}

	/** The given tensors and all that are computed from them. */
	public Set<String> descendants(Collection<String> tensors) {
		Set<String> reached = new HashSet<>(tensors);
		for (Node node : nodes)
			if (node.reads().stream().anyMatch(reached::contains)) reached.addAll(node.outputs());
		reached.remove("");
		return reached;
	}

	/** The given tensors and all that they are computed from. */
	public Set<String> ancestors(Collection<String> tensors) {
		Set<String> reached = new HashSet<>();
		Deque<String> open = new ArrayDeque<>(tensors);
		while (!open.isEmpty()) {
			String tensor = open.pop();
			if (reached.add(tensor) && producers.containsKey(tensor)) open.addAll(producers.get(tensor).reads());
		}
		return reached;
	}
}
