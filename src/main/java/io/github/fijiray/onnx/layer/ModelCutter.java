package io.github.fijiray.onnx.layer;

import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.Graph;
import io.github.fijiray.onnx.GraphWriter;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Node;
import io.github.fijiray.onnx.Shapes;
import io.github.fijiray.onnx.TensorInfo;
import io.github.fijiray.onnx.Value;
import io.github.fijiray.onnx.model.OnnxModel;

import ai.onnx.proto.OnnxMl.GraphProto;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes a {@link ModelCut}. */
final class ModelCutter {

	private final OnnxModel model;
	private final Graph graph;
	private final Shapes shapes;
	private final String layer;
	private final String scores;
	private final Set<String> ofImage;

	ModelCutter(OnnxModel model, Shapes shapes, String layer, String scores) {
		this.model = model;
		this.graph = model.graph();
		this.shapes = shapes;
		this.layer = layer;
		this.scores = scores;
		ofImage = graph.descendants(graph.inputs());
	}

	ModelCut cut(long[] taken) throws ModelException {
		check();
		Set<Node> after = after();
		GraphWriter writer = new GraphWriter(graph.names());
		List<TensorInfo> inputs = new ArrayList<>();
		Dims dims = new Dims(taken, Arrays.copyOf(shapes.dims(layer).grows(), taken.length));
		boolean reshaped = !Arrays.equals(taken, shapes.dims(layer).sizes());
		String input = reshaped ? writer.newName(layer + "/taken") : layer;
		inputs.add(new TensorInfo(input, ElementType.FLOAT, dims.open()));
		if (reshaped) writer.node("Reshape", writer.value(input), writer.integers(shapes.dims(layer).reshapeTarget())).output(
			layer);
		Shapes tailShapes = shapes.with(input, ElementType.FLOAT, dims);
		List<String> given = new ArrayList<>(List.of(layer));
		Map<String, String> crossing = new LinkedHashMap<>();
		for (String tensor : outside(after)) {
			boolean repeated = Arrays.stream(shapes.dims(tensor).open()).anyMatch(size -> size < 0);
			String once = repeated ? writer.newName(tensor + "/once") : tensor;
			if (repeated) repeat(tensor, once, writer);
			given.add(tensor);
			crossing.put(tensor, once);
			Dims single = Dims.fixed(shapes.dims(tensor).sizes());
			inputs.add(new TensorInfo(once, shapes.type(tensor), single.sizes()));
			tailShapes = tailShapes.with(once, shapes.type(tensor), single);
		}
		return new ModelCut(head(given), tail(after, inputs, writer), tailShapes, layer, input, crossing);
	}

	private void check() throws ModelException {
		if (!graph.gives(layer)) throw refused("there is no such tensor");
		if (layer.equals(scores) || !graph.ancestors(List.of(scores)).contains(layer)) throw refused(
			"the class scores are not computed from it");
		if (shapes.type(layer) != ElementType.FLOAT) throw refused("it holds no single-precision numbers");
		Dims dims = shapes.dims(layer);
		if (dims.rank() == 0 || dims.size(0) != 1 || dims.reshapeTarget() == null) throw refused(
			"it does not hold one activation per image");
	}

	private ModelException refused(String why) {
		return new ModelException("The model " + model.path() + " cannot be cut at the layer '" + layer + "': " + why +
			".");
	}

	/** The nodes of the tail: those from the layer to the scores, and what they read that is no data of the image. */
	private Set<Node> after() throws ModelException {
		Set<String> needed = graph.ancestors(List.of(scores));
		Set<String> dependent = graph.descendants(List.of(layer));
		Set<Node> after = new LinkedHashSet<>();
		Deque<Node> open = new ArrayDeque<>();
		for (Node node : graph.nodes())
			if (node != graph.producer(layer) && reads(node, dependent) && node.outputs().stream().anyMatch(
				needed::contains)) open.add(node);
		while (!open.isEmpty()) {
			Node node = open.pop();
			if (!after.add(node)) continue;
			for (String tensor : node.reads()) {
				Node producer = graph.producer(tensor);
				if (producer != null && !dependent.contains(tensor) && !isData(tensor)) open.push(producer);
			}
		}
		return after;
	}

	private static boolean reads(Node node, Set<String> tensors) {
		return node.reads().stream().anyMatch(tensors::contains);
	}

	/** Whether a tensor holds numbers of the image, rather than a constant, or a shape that follows the batch. */
	private boolean isData(String tensor) throws ModelException {
		return shapes.type(tensor).isReal() && ofImage.contains(tensor);
	}

	/** What the nodes of the tail read and neither compute nor know, but for the layer. */
	private Set<String> outside(Collection<Node> after) {
		Set<String> made = new HashSet<>(Set.of(layer));
		after.forEach(node -> made.addAll(node.outputs()));
		Set<String> outside = new LinkedHashSet<>();
		for (Node node : after)
			for (String tensor : node.reads())
				if (!made.contains(tensor) && (graph.producer(tensor) != null || graph.inputs().contains(tensor))) outside
					.add(tensor);
		return outside;
	}

	/** Repeats a tensor of one image as often as there are versions of the layer. */
	private void repeat(String tensor, String once, GraphWriter writer) throws ModelException {
		Dims dims = shapes.dims(tensor);
		if (dims.reshapeTarget() == null) throw refused("the tensor '" + tensor + "' of the shape " + dims +
			", which skips the layer, cannot be computed for one image alone");
		writer.scope(tensor);
		Value versions = writer.value(layer).shape().slice(0, 0, 1, 1);
		Value[] repeats = new Value[dims.rank()];
		for (int axis = 0; axis < repeats.length; axis++)
			repeats[axis] = dims.grows(axis) ? versions : writer.integers(1);
		Value counts = writer.node("Concat", repeats).with("axis", 0).output();
		writer.node("Tile", writer.value(once), counts).output(tensor);
	}

	private OnnxModel head(List<String> given) throws ModelException {
		Set<String> needed = graph.ancestors(given);
		GraphProto.Builder head = part(needed);
		graph.nodes().stream().filter(node -> node.outputs().stream().anyMatch(needed::contains)).forEach(node -> head
			.addNode(node.proto()));
		model.proto().getGraph().getInputList().stream().filter(input -> needed.contains(input.getName())).forEach(
			head::addInput);
		for (String tensor : given)
			head.addOutput(info(tensor).proto());
		return model.with(model.proto().toBuilder().setGraph(head).build());
	}

	private OnnxModel tail(Set<Node> after, List<TensorInfo> inputs, GraphWriter writer) throws ModelException {
		Set<String> read = new HashSet<>();
		after.forEach(node -> read.addAll(node.reads()));
		GraphProto.Builder tail = part(read).addAllInitializer(writer.constants()).addAllNode(writer.nodes());
		graph.nodes().stream().filter(after::contains).forEach(node -> tail.addNode(node.proto()));
		inputs.forEach(input -> tail.addInput(input.proto()));
		tail.addOutput(info(scores).proto());
		return model.with(model.proto().toBuilder().setGraph(tail).build());
	}

	/** An empty graph with those of the model's initializers that are needed. */
	private GraphProto.Builder part(Set<String> needed) {
		GraphProto whole = model.proto().getGraph();
		GraphProto.Builder part = GraphProto.newBuilder().setName(whole.getName());
		whole.getInitializerList().stream().filter(tensor -> needed.contains(tensor.getName())).forEach(
			part::addInitializer);
		whole.getSparseInitializerList().stream().filter(tensor -> needed.contains(tensor.getValues().getName())).forEach(
			part::addSparseInitializer);
		return part;
	}

	private TensorInfo info(String tensor) throws ModelException {
		return new TensorInfo(tensor, shapes.type(tensor), shapes.dims(tensor).open());
	}
}
