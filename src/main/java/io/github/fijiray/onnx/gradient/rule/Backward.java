package io.github.fijiray.onnx.gradient.rule;

import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.GraphWriter;
import io.github.fijiray.onnx.GraphWriter.NodeWriter;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Node;
import io.github.fijiray.onnx.Shapes;
import io.github.fijiray.onnx.Value;

import java.util.ArrayList;
import java.util.List;

/** What a rule sees of a node: inputs, outputs, the gradients of the outputs, shapes; and the means to write nodes. */
public final class Backward {

	private final Node node;
	private final Shapes shapes;
	private final GraphWriter writer;
	private final Value[] gradients;
	private final Forward forward;
	private final Value[] inputs;

	/** @param gradients for each output, its gradient; null where none flows */
	public Backward(Node node, Shapes shapes, GraphWriter writer, Value[] gradients, Forward forward) {
		this(node, shapes, writer, gradients, forward, node.inputs().stream().map(name -> name.isEmpty() ? null : writer
			.value(name)).toArray(Value[]::new));
	}

	private Backward(Node node, Shapes shapes, GraphWriter writer, Value[] gradients, Forward forward, Value[] inputs) {
		this.node = node;
		this.shapes = shapes;
		this.writer = writer;
		this.gradients = gradients;
		this.forward = forward;
		this.inputs = inputs;
	}

	/** The same node with another gradient of its first output. */
	public Backward with(Value gradient) {
		return with(gradient, inputs);
	}

	/** The same node with another gradient of its first output, and other inputs of the same shapes. */
	public Backward with(Value gradient, Value... otherInputs) {
		Value[] changed = gradients.clone();
		changed[0] = gradient;
		return new Backward(node, shapes, writer, changed, forward, otherInputs);
	}

	public Node node() {
		return node;
	}

	/** An input of the node, null if it is left out. */
	public Value in(int index) {
		return index < inputs.length ? inputs[index] : null;
	}

	public boolean hasIn(int index) {
		return in(index) != null;
	}

	/** Whether an input depends on the image. */
	public boolean varies(int input) {
		return forward.varies(node.input(input));
	}

	Forward forward() {
		return forward;
	}

	public int inputs() {
		return node.inputs().size();
	}

	/** The first output of the node. */
	public Value out() {
		return out(0);
	}

	/** An output of the node, which is made to give it if it does not yet. */
	public Value out(int index) {
		return writer.value(forward.output(node, index));
	}

	/** The gradient of the first output. */
	public Value grad() throws ModelException {
		return grad(0);
	}

	/** The gradient of an output, zeros where none flows. */
	public Value grad(int output) throws ModelException {
		return gradients[output] != null ? gradients[output] : zeros(out(output).shape(), ofGradient(outType(output)));
	}

	/** Whether a gradient flows to an output. */
	public boolean hasGrad(int output) {
		return output < gradients.length && gradients[output] != null;
	}

	public Dims inDims(int index) throws ModelException {
		return shapes.dims(node.input(index));
	}

	public Dims outDims() throws ModelException {
		return outDims(0);
	}

	public Dims outDims(int index) throws ModelException {
		return shapes.dims(node.output(index));
	}

	public ElementType inType(int index) throws ModelException {
		return shapes.type(node.input(index));
	}

	public ElementType outType(int index) throws ModelException {
		return shapes.type(node.output(index));
	}

	/** The type of the gradient with respect to an input: its own, or float for quantised numbers. */
	public ElementType gradientType(int input) throws ModelException {
		return ofGradient(inType(input));
	}

	private static ElementType ofGradient(ElementType type) {
		return type.isReal() ? type : ElementType.FLOAT;
	}

	/** The integers of an input, which must not depend on the image. */
	public long[] integers(int input) throws ModelException {
		if (!hasIn(input)) throw new ModelException("its input " + input + " is missing");
		return shapes.integers(node.input(input));
	}

	/** The real numbers of an input, which must not depend on the image. */
	public double[] reals(int input) throws ModelException {
		return shapes.reals(node.input(input));
	}

	/** Whether the values of an input are known and the same for every image. */
	public boolean isConstant(int input) {
		return shapes.isConstant(node.input(input));
	}

	/** A constant scalar of the type of the gradient. */
	public Value scalar(double number) throws ModelException {
		return writer.scalar(type(), number);
	}

	/** A constant of the type of the gradient. */
	public Value constant(long[] dims, float... values) throws ModelException {
		Value floats = writer.floats(dims, values);
		return type() == ElementType.FLOAT ? floats : floats.cast(type());
	}

	/** A constant float vector. */
	public Value floats(float... values) {
		return writer.floats(new long[] { values.length }, values);
	}

	/** A constant int64 vector. */
	public Value vector(long... values) {
		return writer.integers(values);
	}

	/** 1 where a condition holds, 0 elsewhere. */
	public Value indicator(Value condition) throws ModelException {
		return condition.cast(type());
	}

	/** Applies the node's operator to other inputs. */
	public Value applied(Value... otherInputs) {
		return writer.node(node.operator(), otherInputs).like(node).output();
	}

	/** Begins a new node. */
	public NodeWriter emit(String operator, Value... inputs) {
		return writer.node(operator, inputs);
	}

	/** A value with 1 in the place of 0, to divide by. */
	public Value orOne(Value value) throws ModelException {
		return value.equal(scalar(0)).choose(scalar(1), value);
	}

	/** Zeros of the type of the gradient. */
	public Value zeros(Value shape) throws ModelException {
		return zeros(shape, type());
	}

	/** The type of the gradient of the node's first output. */
	private ElementType type() throws ModelException {
		return ofGradient(outType(0));
	}

	private Value zeros(Value shape, ElementType type) {
		Value zeros = writer.node("ConstantOfShape", shape).output();
		return type == ElementType.FLOAT ? zeros : zeros.cast(type);
	}

	/** Reshapes a value to the shape of an input. */
	public Value likeIn(int input, Value value) throws ModelException {
		return reshape(value, inDims(input), in(input));
	}

	/** Reshapes a value to the shape of an input, if that is needed. */
	Value likeInIf(boolean needed, int input, Value value) throws ModelException {
		return needed ? likeIn(input, value) : value;
	}

	/** Reshapes a value to the shape of the first output. */
	public Value likeOut(Value value) throws ModelException {
		return reshape(value, outDims(), out());
	}

	private static Value reshape(Value value, Dims dims, Value like) {
		long[] target = dims.reshapeTarget();
		return target == null ? value.reshape(like.shape()) : value.reshape(target);
	}

	/** The adjoint of broadcasting: sums over the axes along which {@code to} was repeated to make {@code from}. */
	public Value unbroadcast(Value value, Dims from, Dims to) throws ModelException {
		int lead = from.rank() - to.rank();
		List<Long> axes = new ArrayList<>();
		for (int axis = 0; axis < from.rank(); axis++)
			if (axis < lead || to.isOne(axis - lead) && !from.isOne(axis)) axes.add((long) axis);
		if (axes.isEmpty()) return value;
		Value summed = value.sum(axes.stream().mapToLong(Long::longValue).toArray());
		return lead == 0 ? summed : summed.reshape(to.reshapeTarget());
	}
}
