package io.github.fijiray.onnx.gradient;

import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.Graph;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Node;
import io.github.fijiray.onnx.Shapes;
import io.github.fijiray.onnx.model.OnnxModel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The tensor of a model that holds the class scores before they are made probabilities.
 *
 * @param tensor name of the tensor, of shape [N, K] or with further dimensions of size 1
 * @param output the model's output that it was found behind
 * @param classes number of classes K
 * @param squashing the operator between the scores and the output, as in {@code Softmax}; empty if there is none
 * @param notes what the user should know about the choice
 */
public record ClassScores(String tensor, String output, int classes, String squashing, List<String> notes) {

	private static final Set<String> SQUASHING = Set.of("Softmax", "LogSoftmax", "Sigmoid");
	private static final Set<String> LINEAR = Set.of("Conv", "Gemm", "MatMul");
	private static final Set<String> TRANSPARENT = Set.of("Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze",
		"Cast", "ArgMax", "TopK", "ai.onnx.ml.ZipMap");

	/**
	 * Finds the class scores behind the output that looks most like them.
	 *
	 * @throws ModelException if no output looks like class scores; says what each looks like
	 */
	public static ClassScores find(OnnxModel model, Shapes shapes) throws ModelException {
		List<ClassScores> found = new ArrayList<>();
		List<String> refused = new ArrayList<>();
		for (String output : model.graph().outputs()) {
			ClassScores scores = behind(output, model.graph(), shapes);
			if (scores == null) refused.add("'" + output + "' " + (shapes.knows(output) ? "has the shape " + shapes.dims(
				output) : "is not a tensor"));
			else found.add(scores);
		}
		ClassScores best = found.stream().max(Comparator.comparing((ClassScores s) -> !s.squashing.isEmpty())
			.thenComparingInt(ClassScores::classes)).orElseThrow(() -> noClassifier(model, refused));
		List<String> others = found.stream().filter(scores -> !scores.tensor.equals(best.tensor)).map(scores -> "'" +
			scores.output + "' (" + scores.classes + ")").toList();
		if (others.isEmpty()) return best;
		List<String> notes = new ArrayList<>(best.notes);
		notes.add("Several outputs of the model look like class scores. '" + best.output + "' (" + best.classes +
			" classes) is taken; the parameter 'scores' can name another: " + String.join(", ", others) + ".");
		return new ClassScores(best.tensor, best.output, best.classes, best.squashing, List.copyOf(notes));
	}

	/**
	 * Finds the class scores behind one output.
	 *
	 * @throws ModelException if the output does not look like class scores
	 */
	public static ClassScores find(OnnxModel model, Shapes shapes, String output) throws ModelException {
		if (!model.graph().outputs().contains(output)) throw new ModelException("The model " + model.path() +
			" has no output '" + output + "'; its outputs are " + model.graph().outputs() + ".");
		ClassScores scores = behind(output, model.graph(), shapes);
		if (scores == null) throw noClassifier(model, List.of("'" + output + "' " + (shapes.knows(output)
			? "has the shape " + shapes.dims(output) : "is not a tensor")));
		return scores;
	}

	/**
	 * The node that computes the scores from features: the last convolution or matrix product, with nothing behind it but
	 * operators that have one input that depends on the image.
	 *
	 * @throws ModelException if there is none
	 */
	public Node lastLinear(OnnxModel model) throws ModelException {
		Graph graph = model.graph();
		Set<String> varying = graph.descendants(graph.inputs());
		Node node = graph.producer(tensor);
		while (node != null && !LINEAR.contains(node.qualifiedOperator())) {
			List<String> inputs = node.inputs().stream().filter(varying::contains).toList();
			node = inputs.size() == 1 ? graph.producer(inputs.get(0)) : null;
		}
		if (node == null) throw new ModelException("The class scores '" + tensor + "' of the model " + model.path() +
			" are not made by one last convolution or matrix product, so that there is no contrast.");
		return node;
	}

	private static ModelException noClassifier(OnnxModel model, List<String> refused) {
		return new ModelException("The model " + model.path() + " is not an image classifier: " + String.join(", ",
			refused) + ", where one score for each class [N,classes] is expected. Detectors and segmentation networks, " +
			"whose outputs are grids or lists of boxes, cannot be explained.");
	}

	/** Walks back from an output through what only renames, reshapes or picks; null if no class scores are there. */
	private static ClassScores behind(String output, Graph graph, Shapes shapes) throws ModelException {
		String scores = null;
		String tensor = output;
		while (true) {
			if (scores == null && isScores(tensor, shapes)) scores = tensor;
			Node node = graph.producer(tensor);
			if (node != null && SQUASHING.contains(node.qualifiedOperator()) && isScores(node.input(0), shapes))
				return squashed(output, node, shapes);
			if (node == null || !TRANSPARENT.contains(node.qualifiedOperator())) break;
			tensor = node.input(0);
		}
		return scores == null ? null : new ClassScores(scores, output, classes(scores, shapes), "", List.of());
	}

	private static ClassScores squashed(String output, Node node, Shapes shapes) throws ModelException {
		String note = "The final " + node.operator() + " '" + node.name() + "' is stepped over: the scores are those before it.";
		return new ClassScores(node.input(0), output, classes(node.input(0), shapes), node.operator(), List.of(note));
	}

	/** Whether a tensor has one real number for each image and class. */
	private static boolean isScores(String tensor, Shapes shapes) throws ModelException {
		if (!shapes.knows(tensor) || !shapes.type(tensor).isReal()) return false;
		Dims dims = shapes.dims(tensor);
		if (dims.rank() == 0 || dims.size(0) != 1) return false;
		int wide = 0;
		for (int axis = 1; axis < dims.rank(); axis++)
			if (dims.size(axis) != 1 || dims.grows(axis)) wide++;
		return wide <= 1;
	}

	private static int classes(String tensor, Shapes shapes) throws ModelException {
		Dims dims = shapes.dims(tensor);
		return Math.toIntExact(dims.part(1, dims.rank()).count());
	}
}
