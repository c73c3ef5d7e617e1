package io.github.fijiray.onnx.rewrite;

import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.GraphWriter;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Node;
import io.github.fijiray.onnx.TensorData;
import io.github.fijiray.onnx.TensorInfo;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tensors of whole numbers that a model computes with as if they were real: quantised ones, and images of bytes.
 * They are rewritten as tensors of real numbers, so that a gradient can flow.
 */
final class WholeNumbers {

	private static final Set<ElementType> INTEGERS = EnumSet.of(ElementType.UINT8, ElementType.INT8, ElementType.UINT16,
		ElementType.INT16, ElementType.INT32, ElementType.INT64, ElementType.UINT32, ElementType.UINT64);

	/** Operators that do the same with whole and with real numbers, and which inputs are such numbers; all if empty. */
	private static final Map<String, List<Integer>> SAME = new HashMap<>();

	static {
		for (String operator : List.of("Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Slice",
			"Split", "Gather", "Expand", "Tile", "DepthToSpace", "SpaceToDepth", "MaxPool", "GlobalMaxPool", "Relu", "Neg",
			"Abs", "Resize", "ReduceMax", "ReduceMin", "ReduceSum", "ArgMax", "ArgMin", "TopK"))
			SAME.put(operator, List.of(0));
		for (String operator : List.of("Concat", "Max", "Min", "Add", "Sub", "Mul"))
			SAME.put(operator, List.of());
		SAME.put("Pad", List.of(0, 2));
		SAME.put("Clip", List.of(0, 1, 2));
		SAME.put("Where", List.of(1, 2));
	}

	private final GraphProto graph;
	private final GraphWriter writer;
	private final Map<String, TensorProto> constants = new HashMap<>();
	private final Map<String, Integer> ranks = new HashMap<>();
	private final Set<String> real = new HashSet<>();
	private final List<String> notes = new ArrayList<>();

	/** @param writer receives the casts that are needed */
	WholeNumbers(GraphProto graph, GraphWriter writer) {
		this.graph = graph;
		this.writer = writer;
		graph.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
		for (NodeProto node : graph.getNodeList())
			if (node.getOpType().equals("Constant") && node.getOutputCount() > 0 && new Node(node).has("value")) constants.put(
				node.getOutput(0), new Node(node).tensor("value"));
		for (ValueInfoProto input : graph.getInputList())
			if (INTEGERS.contains(TensorInfo.of(input).type()) && !isSteering(TensorInfo.of(input).shape())) {
				real.add(input.getName());
				notes.add("The input " + TensorInfo.of(input) + " takes whole numbers; real numbers of the same range are fed.");
			}
	}

	/** A number or a vector is no image: it is the number of a class or the like. */
	private static boolean isSteering(long[] shape) {
		return shape != null && shape.length < 2;
	}

	/** Whether an input of the model takes whole numbers. */
	boolean anyInput() {
		return !real.isEmpty();
	}

	List<String> notes() {
		return notes;
	}

	/** Whether a tensor of whole numbers has become one of real numbers. */
	boolean isReal(String tensor) {
		return real.contains(tensor);
	}

	void addReal(String tensor) {
		real.add(tensor);
	}

	/** The rank of a tensor, -1 if it is not known. */
	int rank(String tensor) {
		return constants.containsKey(tensor) ? constants.get(tensor).getDimsCount() : ranks.getOrDefault(tensor, -1);
	}

	void addRank(String tensor, int rank) {
		ranks.put(tensor, rank);
	}

	/** Whether a scale or zero point is one number for all; true if it is not known. */
	boolean isSingle(String tensor) {
		return !constants.containsKey(tensor) || TensorData.size(constants.get(tensor)) == 1;
	}

	/** Whether a tensor is known to be zero. */
	boolean isZero(String tensor) {
		TensorProto constant = constants.get(tensor);
		double[] numbers = constant == null ? null : TensorData.numbers(constant);
		return numbers != null && Arrays.stream(numbers).allMatch(n -> n == 0);
	}

	/** @throws ModelException if a zero point is of numbers that not every opset can quantise to */
	void requireEightBits(String zero) throws ModelException {
		TensorProto constant = constants.get(zero);
		ElementType type = constant == null ? ElementType.UINT8 : ElementType.of(constant.getDataType());
		if (type != ElementType.UINT8 && type != ElementType.INT8) throw new ModelException("it quantises to " + type.name()
			.toLowerCase() + "; export the model quantised to 8 bits, or not quantised");
	}

	/**
	 * A node as it is, but computing with real numbers where its inputs have become such.
	 *
	 * @throws ModelException if it does with whole numbers what cannot be done with real ones
	 */
	NodeProto passed(Node node) throws ModelException {
		if (node.reads().stream().noneMatch(real::contains) || node.is("Shape") || node.is("Size")) return node.proto();
		if (node.is("Cast")) {
			if (!INTEGERS.contains(ElementType.of((int) node.integer("to", 0)))) return node.proto();
			real.add(node.output(0));
			return OpsetUpgrade.without(node.proto(), "to").toBuilder().setOpType("Identity").build();
		}
		List<Integer> numbers = SAME.get(node.qualifiedOperator());
		NodeProto.Builder changed = node.proto().toBuilder();
		for (int i = 0; i < node.inputs().size(); i++) {
			boolean isNumber = numbers != null && (numbers.isEmpty() || numbers.contains(i));
			if (isReal(node.input(i)) && !isNumber) throw new ModelException(
				"it computes with whole numbers. Export the model with an input of real numbers, and not quantised");
			if (isNumber && isInteger(node.input(i))) changed.setInput(i, writer.value(node.input(i)).cast(ElementType.FLOAT)
				.name());
		}
		boolean chooses = node.is("MaxPool") || node.is("TopK");
		if (!node.operator().startsWith("Arg")) real.addAll(chooses ? List.of(node.output(0)) : node.outputs());
		return changed.build();
	}

	private boolean isInteger(String tensor) {
		return constants.containsKey(tensor) && INTEGERS.contains(ElementType.of(constants.get(tensor).getDataType()));
	}

	/** Declares as real the inputs and outputs of a graph that have become so. */
	void declareReal(GraphProto.Builder changed) {
		changed.getInputBuilderList().forEach(this::declareReal);
		changed.getOutputBuilderList().forEach(this::declareReal);
	}

	private void declareReal(ValueInfoProto.Builder value) {
		if (isReal(value.getName())) value.getTypeBuilder().getTensorTypeBuilder().setElemType(ElementType.FLOAT.number());
	}
}
