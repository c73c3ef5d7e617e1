package io.github.fijiray.onnx;

/** A tensor of a graph that is being written. Each operation adds a node, with ONNX (numpy) broadcasting. */
public final class Value {

	private final GraphWriter writer;
	private final String name;

	Value(GraphWriter writer, String name) {
		this.writer = writer;
		this.name = name;
	}

	public String name() {
		return name;
	}

	public Value plus(Value other) {
		return binary("Add", other);
	}

	public Value minus(Value other) {
		return binary("Sub", other);
	}

	public Value times(Value other) {
		return binary("Mul", other);
	}

	public Value over(Value other) {
		return binary("Div", other);
	}

	public Value toThe(Value exponent) {
		return binary("Pow", exponent);
	}

	public Value matmul(Value other) {
		return binary("MatMul", other);
	}

	public Value squared() {
		return times(this);
	}

	public Value negated() {
		return unary("Neg");
	}

	public Value inverted() {
		return unary("Reciprocal");
	}

	public Value root() {
		return unary("Sqrt");
	}

	public Value exp() {
		return unary("Exp");
	}

	public Value log() {
		return unary("Log");
	}

	public Value sign() {
		return unary("Sign");
	}

	public Value greater(Value other) {
		return binary("Greater", other);
	}

	public Value less(Value other) {
		return binary("Less", other);
	}

	public Value equal(Value other) {
		return binary("Equal", other);
	}

	public Value and(Value other) {
		return binary("And", other);
	}

	public Value not() {
		return unary("Not");
	}

	/** This condition's choice between two values. */
	public Value choose(Value yes, Value no) {
		return writer.node("Where", this, yes, no).output();
	}

	/** The shape, an int64 vector. */
	public Value shape() {
		return unary("Shape");
	}

	public Value cast(ElementType type) {
		return writer.node("Cast", this).with("to", type.number()).output();
	}

	/** @param target as of the operator Reshape: -1 for the dimension that follows from the others */
	public Value reshape(long... target) {
		return reshape(writer.integers(target));
	}

	public Value reshape(Value target) {
		return binary("Reshape", target);
	}

	/** Repeats along dimensions of size 1 until this has the given shape; a target of 1 keeps a dimension. */
	public Value expand(long... target) {
		return expand(writer.integers(target));
	}

	public Value expand(Value target) {
		return binary("Expand", target);
	}

	public Value transpose(long... permutation) {
		return writer.node("Transpose", this).with("perm", permutation).output();
	}

	/** Sums over axes, which stay with size 1. */
	public Value sum(long... axes) {
		return reduce("ReduceSum", axes);
	}

	/** Reduces axes, which stay with size 1; without axes, all. */
	public Value reduce(String operator, long... axes) {
		return writer.node(operator, this, writer.integers(axes)).with("keepdims", 1).output();
	}

	/** The elements start, start + step, … before end along an axis. */
	public Value slice(long axis, long start, long end, long step) {
		return slice(new long[] { axis }, new long[] { start }, new long[] { end }, new long[] { step });
	}

	public Value slice(long[] axes, long[] starts, long[] ends, long[] steps) {
		return writer.node("Slice", this, writer.integers(starts), writer.integers(ends), writer.integers(axes), writer
			.integers(steps)).output();
	}

	/** Adds zeros around this. @param pads first those before every axis, then those after; negative to crop */
	public Value pad(long... pads) {
		return binary("Pad", writer.integers(pads));
	}

	/** Adds values along an axis at the given indices, which repeat; {@code updates} is shaped like {@code indices}. */
	public Value scatterAdd(long axis, Value indices, Value updates) {
		return writer.node("ScatterElements", this, indices, updates).with("axis", axis).with("reduction", "add").output();
	}

	public Value unary(String operator) {
		return writer.node(operator, this).output();
	}

	private Value binary(String operator, Value other) {
		return writer.node(operator, this, other).output();
	}
}
