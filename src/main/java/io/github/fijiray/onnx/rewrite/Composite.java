package io.github.fijiray.onnx.rewrite;

import ai.onnx.proto.OnnxMl.NodeProto;

import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.GraphWriter;
import io.github.fijiray.onnx.GraphWriter.NodeWriter;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Node;
import io.github.fijiray.onnx.Value;

import java.util.Arrays;

/** What a {@link Decomposition} sees of a node: its inputs and attributes; and the means to write other nodes for it. */
final class Composite {

	private final Node node;
	private final GraphWriter writer;
	private final WholeNumbers wholeNumbers;

	Composite(Node node, GraphWriter writer, WholeNumbers wholeNumbers) {
		this.node = node;
		this.writer = writer;
		this.wholeNumbers = wholeNumbers;
	}

	Node node() {
		return node;
	}

	boolean hasIn(int index) {
		return !node.input(index).isEmpty();
	}

	/** @throws ModelException if the node has no such input */
	Value in(int index) throws ModelException {
		if (!hasIn(index)) throw new ModelException("its input " + index + " is missing");
		return writer.value(node.input(index));
	}

	/** An input, null if it is left out. */
	Value optional(int index) {
		return hasIn(index) ? writer.value(node.input(index)) : null;
	}

	Value scalar(double number) {
		return writer.scalar(ElementType.FLOAT, number);
	}

	Value floats(long[] dims, float... values) {
		return writer.floats(dims, values);
	}

	/** A constant int64 vector. */
	Value integers(long... values) {
		return writer.integers(values);
	}

	/** Begins a new node. */
	NodeWriter emit(String operator, Value... inputs) {
		return writer.node(operator, inputs);
	}

	/** Begins a new node with all attributes of this one, but for some. */
	NodeWriter emitLike(String operator, Value[] inputs, String... dropped) {
		NodeWriter emitted = emit(operator, inputs);
		OpsetUpgrade.without(node.proto(), dropped).getAttributeList().forEach(attribute -> emitted.like(node, attribute
			.getName()));
		return emitted;
	}

	/** Makes a value the node's first output. */
	void out(Value value) {
		out(0, value);
	}

	/** Makes a value one of the node's outputs. The node that was written last takes its name, if it gives the value. */
	void out(int index, Value value) {
		String name = node.output(index);
		if (name.isEmpty()) return;
		int last = writer.nodes().size() - 1;
		NodeProto producer = last < 0 ? NodeProto.getDefaultInstance() : writer.nodes().get(last);
		if (producer.getOutputCount() == 1 && producer.getOutput(0).equals(value.name())) writer.nodes().set(last, producer
			.toBuilder().setName(index == 0 ? node.name() : name).setOutput(0, name).build());
		else writer.node("Identity", value).output(name);
	}

	/** An output, after it was given a value. */
	Value made(int output) {
		return writer.value(node.output(output));
	}

	/** Writes the node as it is, but with other names for all of its outputs from one on. */
	void keep(int outputs) {
		NodeProto.Builder kept = node.proto().toBuilder();
		for (int i = outputs; i < kept.getOutputCount(); i++)
			kept.setOutput(i, writer.newName(node.output(i) + "/kept"));
		writer.nodes().add(kept.build());
	}

	/** @throws ModelException if the node has this input */
	void refuseIn(int index, String what) throws ModelException {
		if (hasIn(index)) throw new ModelException("its input " + what + " is not supported");
	}

	/** @throws ModelException if the node has this output */
	void refuseOut(int index) throws ModelException {
		if (!node.output(index).isEmpty()) throw new ModelException("its output '" + node.output(index) +
			"' is not supported");
	}

	/** @throws ModelException if this attribute is set */
	void refuse(String attribute) throws ModelException {
		if (node.integer(attribute, 0) != 0) throw new ModelException("its attribute " + attribute + " is not supported");
	}

	/** An input of quantised numbers as real ones, with its scale and its zero point in the two inputs after it. */
	Value real(int index) throws ModelException {
		return real(index, index + 1, index + 2, null);
	}

	/**
	 * An input of quantised numbers as real ones.
	 *
	 * @param axis the axis that several scales and zero points are for; null if they are for the last one
	 */
	Value real(int index, int scale, int zero, Integer axis) throws ModelException {
		return centred(index, zero, axis).times(along(index, scale, axis, in(scale)));
	}

	/** An input of quantised numbers, without its scale, as real numbers around 0. */
	Value centred(int index, int zero, Integer axis) throws ModelException {
		Value number = number(index);
		return !hasIn(zero) || wholeNumbers.isZero(node.input(zero)) ? number : number.minus(along(index, zero, axis, number(
			zero)));
	}

	/** An input of whole numbers as real ones. */
	Value number(int index) throws ModelException {
		return wholeNumbers.isReal(node.input(index)) ? in(index) : in(index).cast(ElementType.FLOAT);
	}

	/** Shapes numbers for each element of an axis such that they broadcast along this axis of an input. */
	private Value along(int index, int parameter, Integer axis, Value value) throws ModelException {
		if (axis == null || wholeNumbers.isSingle(node.input(parameter))) return value;
		int rank = wholeNumbers.rank(node.input(index));
		if (rank < 0) throw new ModelException("it has a scale for each channel of '" + node.input(index) +
			"', which is not a constant");
		int position = axis < 0 ? axis + rank : axis;
		if (position < 0 || position >= rank) throw new ModelException("its attribute axis is " + axis +
			", but the rank of its input is " + rank);
		long[] shape = new long[rank];
		Arrays.fill(shape, 1);
		shape[position] = -1;
		return value.reshape(shape);
	}

	/** Makes a real value, rounded, the node's first output; its scale and zero point are two inputs. */
	void quantised(Value value, int scale) throws ModelException {
		wholeNumbers.requireEightBits(node.input(scale + 1));
		NodeWriter quantize = emit("QuantizeLinear", value, in(scale), optional(scale + 1));
		if (node.operator().equals("QuantizeLinear")) quantize.like(node, "axis");
		out(quantize.output().cast(ElementType.FLOAT));
		wholeNumbers.addReal(node.output(0));
		wholeNumbers.addRank(node.output(0), wholeNumbers.rank(node.input(0)));
	}

	/** Says that an output, though of whole numbers, is now written as a tensor of real ones. */
	void standsForWholeNumbers(int output) {
		wholeNumbers.addReal(node.output(output));
	}
}
