package io.github.fijiray.onnx.layer;

import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.Graph;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Node;
import io.github.fijiray.onnx.Shapes;
import io.github.fijiray.onnx.model.OnnxModel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The layers of a model: every tensor between the image and the scores, in execution order, to which a way of real
 * numbers leads from the image.
 * <p>
 * Which axis holds the channels follows from the operators, whatever the order of the image's axes: convolutions and
 * pools have them first, matrix products and layer normalisations last, transpositions move them, and elementwise
 * operators keep them. Reshaping may split them into several axes, as to shuffle them, and put them together again.
 * </p>
 */
public final class Layers {

	private static final Set<String> CHANNELS_FIRST = Set.of("Conv", "ConvTranspose", "MaxPool", "AveragePool",
		"LpPool", "GlobalMaxPool", "GlobalAveragePool", "GlobalLpPool", "BatchNormalization",
		"InstanceNormalization", "GroupNormalization", "LRN", "DepthToSpace", "SpaceToDepth");
	private static final Set<String> CHANNELS_LAST = Set.of("LayerNormalization", "RMSNormalization");
	private static final Set<String> MOVING = Set.of("Flatten", "Squeeze", "Unsqueeze", "Gather", "Einsum",
		"MatMul", "Expand");

	private final List<Layer> all = new ArrayList<>();
	private final Map<String, Channels> channels = new HashMap<>();
	private final Map<String, Integer> depths = new HashMap<>();
	private final Set<String> varying;
	private final Shapes shapes;

	private Layers(Set<String> varying, Shapes shapes) {
		this.varying = varying;
		this.shapes = shapes;
	}

	/**
	 * @param model a model with one input, the image
	 * @param channelAxis the axis of the image's channels: 1 for [N, C, y, x], 3 for [N, y, x, C]
	 * @param scores the tensor of class scores
	 */
	public static Layers of(OnnxModel model, Shapes shapes, int channelAxis, String scores) throws ModelException {
		Graph graph = model.graph();
		String image = model.inputs().get(0).name();
		int rank = shapes.dims(image).rank();
		Set<String> wanted = graph.ancestors(List.of(scores));
		Layers layers = new Layers(graph.descendants(List.of(image)), shapes);
		layers.channels.put(image, new Channels(channelAxis, channelAxis + 1));
		layers.depths.put(image, 0);
		for (Node node : graph.nodes())
			for (String output : node.outputs())
				if (wanted.contains(output) && node.reads().stream().anyMatch(layers.depths::containsKey)) layers.add(node,
					output, rank);
		return layers;
	}

	private void add(Node node, String output, int imageRank) throws ModelException {
		if (!shapes.knows(output) || !shapes.type(output).isReal()) return;
		int depth = 1 + node.reads().stream().mapToInt(input -> depths.getOrDefault(input, 0)).max().orElse(0);
		depths.put(output, depth);
		Dims dims = shapes.dims(output);
		Channels found = channels(node, dims);
		if (found != null) channels.put(output, found);
		int axis = found != null && found.to - found.from == 1 ? found.from : -1;
		boolean places = axis > 0 && dims.rank() == imageRank && dims.size(0) == 1 && dims.count() > dims.size(axis);
		all.add(new Layer(output, node.name(), node.qualifiedOperator(), dims, axis, depth, places));
	}

	/** The neighbouring axes that make the channels: one, or those that reshaping split them into. */
	private record Channels(int from, int to) {}

	/** @return null where the model does not tell */
	private Channels channels(Node node, Dims dims) throws ModelException {
		String operator = node.qualifiedOperator();
		if (dims.rank() == 2 || CHANNELS_FIRST.contains(operator)) return new Channels(1, 2);
		if (CHANNELS_LAST.contains(operator) || node.is("MatMul") && !varying.contains(node.input(1))) return new Channels(
			dims.rank() - 1, dims.rank());
		if (node.is("Transpose")) return transposed(node, dims);
		if (node.is("Reshape")) return reshaped(node, dims);
		if (MOVING.contains(operator)) return null;
		for (String input : node.inputs())
			if (channels.containsKey(input) && shapes.dims(input).rank() == dims.rank()) return channels.get(input);
		return null;
	}

	private Channels transposed(Node node, Dims dims) {
		Channels before = channels.get(node.input(0));
		long[] permutation = node.integers("perm");
		if (before == null) return null;
		int[] places = IntStream.range(0, dims.rank()).filter(axis -> {
			long origin = permutation == null ? dims.rank() - 1 - axis : permutation[axis];
			return origin >= before.from && origin < before.to;
		}).toArray();
		int first = places[0], last = places[places.length - 1];
		return last - first < places.length ? new Channels(first, last + 1) : null;
	}

	/** Only the channels' axes may change. */
	private Channels reshaped(Node node, Dims dims) throws ModelException {
		Channels before = channels.get(node.input(0));
		if (before == null) return null;
		Dims input = shapes.dims(node.input(0));
		int to = dims.rank() - (input.rank() - before.to);
		boolean kept = to > before.from && dims.part(0, before.from).equals(input.part(0, before.from)) && dims.part(to, dims
			.rank()).equals(input.part(before.to, input.rank()));
		return kept ? new Channels(before.from, to) : null;
	}

	public List<Layer> all() {
		return List.copyOf(all);
	}

	/** The layer to take if nothing else is known: the last spatial one, which the network pools; empty if there is none. */
	public Optional<Layer> preferred() {
		return all.stream().filter(Layer::spatial).reduce((first, second) -> second);
	}

	/** The layer whose tensor, or else whose node, has this name. */
	public Optional<Layer> find(String name) {
		return all.stream().filter(layer -> layer.name().equals(name)).findFirst().or(() -> all.stream().filter(
			layer -> layer.node().equals(name)).findFirst());
	}

	/** A table with a line for each layer and a heading; the preferred layer has a star. */
	@Override
	public String toString() {
		List<String[]> rows = new ArrayList<>();
		rows.add(new String[] { "", "layer", "operator", "shape", "channels", "depth" });
		Layer star = preferred().orElse(null);
		for (Layer layer : all)
			rows.add(new String[] { layer == star ? "*" : "", layer.name(), layer.operator(), layer.dims().toString(), layer
				.channels() == 0 ? "" : "" + layer.channels(), "" + layer.depth() });
		int[] widths = new int[rows.get(0).length];
		for (String[] row : rows)
			Arrays.setAll(widths, i -> Math.max(widths[i], row[i].length()));
		StringBuilder table = new StringBuilder();
		for (String[] row : rows) {
			StringBuilder line = new StringBuilder();
			for (int i = 0; i < row.length; i++)
				line.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 2));
			table.append(line.toString().stripTrailing()).append('\n');
		}
		return table.toString();
	}
}
