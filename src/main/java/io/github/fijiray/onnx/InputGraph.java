package io.github.fijiray.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph in the making that computes a model's input from other inputs. Whoever writes it tells the shape of every
 * tensor, so that it can be differentiated without a run.
 */
public final class InputGraph {

	private final GraphWriter writer = new GraphWriter(Set.of());
	private final List<TensorInfo> inputs = new ArrayList<>();
	private final Map<String, ElementType> types = new HashMap<>();
	private final Map<String, Dims> dims = new HashMap<>();

	public GraphWriter writer() {
		return writer;
	}

	/** Adds a float input. */
	public Value input(String name, Dims shape) {
		inputs.add(new TensorInfo(writer.newName(name), ElementType.FLOAT, shape.open()));
		return shaped(shape, writer.value(name));
	}

	/** Tells the shape of a float tensor. */
	public Value shaped(Dims shape, Value value) {
		types.put(value.name(), ElementType.FLOAT);
		dims.put(value.name(), shape);
		return value;
	}

	/** Shape of a tensor that {@link #shaped} was told. */
	public Dims dims(Value value) {
		return dims.get(value.name());
	}

	/** A constant float. */
	public Value scalar(double number) {
		return writer.scalar(ElementType.FLOAT, number);
	}

	/** A constant float tensor. */
	public Value floats(long[] shape, float... values) {
		return writer.floats(shape, values);
	}

	/** The inputs so far. */
	public List<TensorInfo> inputs() {
		return List.copyOf(inputs);
	}

	/** The shapes of all tensors so far. */
	public Shapes shapes() {
		Map<String, ElementType> allTypes = new HashMap<>(types);
		Map<String, Dims> allDims = new HashMap<>(dims);
		Map<String, double[]> values = new HashMap<>();
		for (TensorProto constant : writer.constants()) {
			ElementType type = ElementType.of(constant.getDataType());
			allTypes.put(constant.getName(), type);
			allDims.put(constant.getName(), Dims.fixed(constant.getDimsList().stream().mapToLong(Long::longValue).toArray()));
			if (type == ElementType.INT64) values.put(constant.getName(), TensorData.numbers(constant));
		}
		return new Shapes(allTypes, allDims, values);
	}

	/** This graph, ending in one of its tensors. */
	public GraphProto endingIn(Value output) {
		GraphProto.Builder graph = GraphProto.newBuilder().setName("input").addAllInitializer(writer.constants()).addAllNode(
			writer.nodes());
		inputs.forEach(input -> graph.addInput(input.proto()));
		return graph.addOutput(new TensorInfo(output.name(), ElementType.FLOAT, dims(output).open()).proto()).build();
	}
}
