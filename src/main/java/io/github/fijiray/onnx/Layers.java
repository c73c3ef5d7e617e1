package io.github.fijiray.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The layers of a model: every tensor between the image and the scores, in execution order, to which a way of real
 * numbers leads from the image.
 * <p>
 * Which axis holds the channels follows from the operators, whatever the order of the image's axes: convolutions and
 * pools have them first, matrix products and layer normalisations last, transpositions move them, and elementwise
 * operators keep them.
 * </p>
 */
public final class Layers {

	private static final Set<String> CHANNELS_FIRST = Set.of("Conv", "ConvTranspose", "MaxPool", "AveragePool",
		"LpPool", "GlobalMaxPool", "GlobalAveragePool", "GlobalLpPool", "BatchNormalization",
		"InstanceNormalization", "GroupNormalization", "LRN", "DepthToSpace", "SpaceToDepth");
	private static final Set<String> CHANNELS_LAST = Set.of("LayerNormalization", "RMSNormalization");
	private static final Set<String> MOVING = Set.of("Reshape", "Flatten", "Squeeze", "Unsqueeze", "Gather", "Einsum",
		"MatMul", "Expand");

	private final List<Layer> all = new ArrayList<>();
	private final Map<String, Integer> channelAxes = new HashMap<>();
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
		layers.channelAxes.put(image, channelAxis);
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
		int axis = channelAxis(node, dims);
		if (axis >= 0) channelAxes.put(output, axis);
		boolean places = axis > 0 && dims.rank() == imageRank && dims.size(0) == 1 && dims.count() > dims.size(axis);
		all.add(new Layer(output, node.name(), node.qualifiedOperator(), dims, axis, depth, places));
	}

	private int channelAxis(Node node, Dims dims) throws ModelException {
		String operator = node.qualifiedOperator();
		if (dims.rank() == 2 || CHANNELS_FIRST.contains(operator)) return 1;
		if (CHANNELS_LAST.contains(operator) || node.is("MatMul") && !varying.contains(node.input(1))) return dims.rank() -
			1;
		if (node.is("Transpose")) return transposed(node, dims);
		if (MOVING.contains(operator)) return -1;
		for (String input : node.inputs())
			if (channelAxes.containsKey(input) && shapes.dims(input).rank() == dims.rank()) return channelAxes.get(input);
		return -1;
	}

	private int transposed(Node node, Dims dims) {
		Integer before = channelAxes.get(node.input(0));
		long[] permutation = node.integers("perm");
		if (before == null) return -1;
		for (int axis = 0; axis < dims.rank(); axis++)
			if ((permutation == null ? dims.rank() - 1 - axis : permutation[axis]) == before) return axis;
		return -1;
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
