package io.github.fijiray.onnx.model;

import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Node;
import io.github.fijiray.onnx.Shapes;
import io.github.fijiray.onnx.TensorData;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Replaces what a model has learned in some of its layers by chance, to see what depends on it (Adebayo et al.,
 * <em>Sanity Checks for Saliency Maps</em>, NeurIPS 2018). Weights are drawn with zero mean and the variance 2 / fan-in
 * (He et al., 2015), as before a training; what is added to them is 0. Normalisations are left as they are.
 */
public final class RandomWeights {

	private static final Set<String> LINEAR = Set.of("Conv", "ConvTranspose", "Gemm", "MatMul");

	private RandomWeights() {}

	/** Names of the convolutions and matrix products with constant weights, in execution order. */
	public static List<String> layers(OnnxModel model, Shapes shapes, String scores) {
		Set<String> wanted = model.graph().ancestors(List.of(scores));
		Set<String> varying = model.graph().descendants(model.graph().inputs());
		return model.graph().nodes().stream().filter(node -> LINEAR.contains(node.qualifiedOperator()) && node.outputs()
			.stream().anyMatch(wanted::contains) && node.outputs().stream().anyMatch(varying::contains) && !weights(model,
				shapes, node, varying).isEmpty()).map(Node::name).toList();
	}

	/**
	 * @param layers names of {@link #layers}
	 * @param seed the same seed gives a layer the same weights, whichever the others are
	 */
	public static OnnxModel of(OnnxModel model, Shapes shapes, List<String> layers, long seed) throws ModelException {
		Set<String> varying = model.graph().descendants(model.graph().inputs());
		Map<String, TensorProto> changed = new HashMap<>();
		for (Node node : model.graph().nodes()) {
			if (!layers.contains(node.name()) || !LINEAR.contains(node.qualifiedOperator())) continue;
			double deviation = Math.sqrt(2 / fanIn(node, shapes, varying));
			Random random = new Random(seed * 31 + node.name().hashCode());
			for (TensorProto tensor : weights(model, shapes, node, varying))
				changed.put(tensor.getName(), normal(tensor, tensor.getDimsCount() < 2 ? 0 : deviation, random));
			for (TensorProto tensor : bias(model, shapes, node, varying))
				changed.put(tensor.getName(), normal(tensor, 0, random));
		}
		GraphProto graph = model.proto().getGraph();
		List<TensorProto> tensors = new ArrayList<>();
		graph.getInitializerList().forEach(tensor -> tensors.add(changed.getOrDefault(tensor.getName(), tensor)));
		return model.with(model.proto().toBuilder().setGraph(graph.toBuilder().clearInitializer().addAllInitializer(tensors))
			.build());
	}

	/** The real numbers that a node multiplies with or adds, wherever its constant inputs take them from. */
	private static List<TensorProto> weights(OnnxModel model, Shapes shapes, Node node, Set<String> varying) {
		Set<String> constant = new HashSet<>(node.inputs());
		constant.removeAll(varying);
		return model.graph().ancestors(constant).stream().sorted().map(model.graph()::initializer).filter(
			tensor -> tensor != null && ElementType.of(tensor.getDataType()).isReal() && TensorData.size(tensor) > 1).toList();
	}

	/** What is added behind a matrix product, as exporters write the bias of a fully connected layer. */
	private static List<TensorProto> bias(OnnxModel model, Shapes shapes, Node node, Set<String> varying) {
		List<Node> consumers = model.graph().consumers(node.output(0));
		if (!node.is("MatMul") || consumers.size() != 1 || !consumers.get(0).is("Add")) return List.of();
		return weights(model, shapes, consumers.get(0), varying).stream().filter(tensor -> tensor.getDimsCount() == 1).toList();
	}

	/** Number of values that one value of the output is made of. */
	private static double fanIn(Node node, Shapes shapes, Set<String> varying) throws ModelException {
		int input = varying.contains(node.input(0)) ? 1 : 0;
		Dims weights = shapes.dims(node.input(input));
		int outputs = switch (node.operator()) {
			case "Conv" -> 0;
			case "ConvTranspose" -> 1;
			case "Gemm" -> node.integer(input == 1 ? "transB" : "transA", 0) == input ? 0 : 1;
			default -> input == 1 ? weights.rank() - 1 : weights.rank() - 2;
		};
		return (double) weights.count() / weights.size(outputs);
	}

	private static TensorProto normal(TensorProto tensor, double deviation, Random random) {
		float[] values = new float[Math.toIntExact(TensorData.size(tensor))];
		for (int i = 0; deviation > 0 && i < values.length; i++)
			values[i] = (float) (deviation * random.nextGaussian());
		return TensorData.floats(tensor.getName(), tensor.getDimsList().stream().mapToLong(Long::longValue).toArray(), values);
	}
}
