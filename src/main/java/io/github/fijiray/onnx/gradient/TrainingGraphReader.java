package io.github.fijiray.onnx.gradient;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;

import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.TensorInfo;
import io.github.fijiray.onnx.model.OnnxModel;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Takes a model as training graph that gives gradients itself, wherever it was made.
 * <p>
 * It takes one image, float [N, …] with four axes, and either {@code target}, the number of a class, int64 [1] or scalar,
 * or {@code seed}, weights of the scores, float [N, K]; the one that is no image, if its name is another. It gives the
 * scores, float [N, K], and the gradient with respect to the image, shaped like it, with {@code grad} in its name: that of
 * Σ score[n][target], or of Σ seed[n][k] · score[n][k].
 * </p>
 */
public final class TrainingGraphReader {

	private static final int IMAGE_RANK = 4;
	private static final int SCORES_RANK = 2;

	private final OnnxModel model;

	private TrainingGraphReader(OnnxModel model) {
		this.model = model;
	}

	/**
	 * @return the training graph; empty if the model gives no gradient
	 * @throws ModelException if it gives a gradient, but not one that can be used; says why
	 */
	public static Optional<TrainingGraph> read(OnnxModel model) throws ModelException {
		List<TensorInfo> images = model.inputs().stream().filter(input -> isFloat(input, IMAGE_RANK)).toList();
		// Scores may be called a grade: of a model that takes nothing but an image, they are no gradient.
		boolean onlyImage = model.inputs().size() == 1 && optionalSeeds(model).isEmpty();
		Optional<TensorInfo> gradient = model.outputs().stream().filter(output -> output.type() == ElementType.FLOAT && output
			.name().toLowerCase(Locale.ROOT).contains("grad") && !(onlyImage && isFloat(output, SCORES_RANK))).findFirst();
		if (images.size() != 1 || gradient.isEmpty()) return Optional.empty();
		return Optional.of(new TrainingGraphReader(model).read(images.get(0), gradient.get()));
	}

	private TrainingGraph read(TensorInfo image, TensorInfo gradient) throws ModelException {
		if (!mayEqual(image.shape(), gradient.shape())) throw refused("its gradient '" + gradient +
			"' is not shaped like its image '" + image + "': a gradient with respect to the image is expected");
		TensorInfo seed = seed(image);
		TensorInfo scores = scores(gradient);
		long classes = scores.shape()[1];
		boolean fits = seed.type() == ElementType.INT64 || mayEqual(seed.shape(), scores.shape());
		if (!fits) throw refused("its seed '" + seed + "' is not shaped like its scores '" + scores + "'");
		return new TrainingGraph(withInput(seed), model, seed.name(), scores.name(), Map.of(image.name(), gradient.name()),
			Math.toIntExact(classes), model.metadata().getOrDefault(TrainingGraph.RULES_KEY, ""));
	}

	private TensorInfo seed(TensorInfo image) throws ModelException {
		List<TensorInfo> others = model.inputs().stream().filter(input -> !isNamed(input, image.name())).toList();
		List<TensorInfo> candidates = others.isEmpty() ? optionalSeeds(model) : others;
		if (candidates.size() == 1 && (isClass(candidates.get(0)) || isFloat(candidates.get(0), SCORES_RANK)))
			return candidates.get(0);
		throw refused("besides the image it takes " + candidates + ", where the input 'target', int64 [1], the number of " +
			"the class, or the input 'seed', float [N, classes], is expected. A graph for one fixed class cannot be used");
	}

	/** The inputs that steer the gradient and have a value in the file. */
	private static List<TensorInfo> optionalSeeds(OnnxModel model) {
		return model.optionalInputs().stream().filter(input -> isNamed(input, "target") || isNamed(input, "seed")).toList();
	}

	private TensorInfo scores(TensorInfo gradient) throws ModelException {
		List<TensorInfo> found = model.outputs().stream().filter(output -> !isNamed(output, gradient.name()) && isFloat(output,
			SCORES_RANK) && output.shape()[1] > 0).toList();
		Stream<TensorInfo> named = found.stream().filter(output -> isNamed(output, "scores"));
		return found.size() == 1 ? found.get(0) : named.findFirst().orElseThrow(() -> refused("besides the gradient it gives " +
			model.outputs().stream().filter(output -> !isNamed(output, gradient.name())).toList() +
			", where one output 'scores', float [N, classes], is expected"));
	}

	/** The model with the seed as an input that must be given, also where the file has a value for it. */
	private ModelProto withInput(TensorInfo seed) {
		if (model.inputs().stream().anyMatch(input -> isNamed(input, seed.name()))) return model.proto();
		ModelProto.Builder changed = model.proto().toBuilder();
		changed.getGraphBuilder().addInput(seed.proto()).clearInitializer();
		for (TensorProto tensor : model.proto().getGraph().getInitializerList())
			if (!tensor.getName().equals(seed.name())) changed.getGraphBuilder().addInitializer(tensor);
		return changed.build();
	}

	private static boolean isNamed(TensorInfo tensor, String name) {
		return tensor.name().equals(name);
	}

	private static boolean isFloat(TensorInfo tensor, int rank) {
		return tensor.type() == ElementType.FLOAT && tensor.shape() != null && tensor.shape().length == rank;
	}

	private static boolean isClass(TensorInfo tensor) {
		boolean single = tensor.shape() != null && (tensor.shape().length == 0 || tensor.shape().length == 1 && tensor
			.shape()[0] <= 1);
		return tensor.type() == ElementType.INT64 && single;
	}

	/** Whether two shapes are equal where both are known. */
	private static boolean mayEqual(long[] first, long[] second) {
		if (first == null || second == null) return true;
		if (first.length != second.length) return false;
		for (int axis = 0; axis < first.length; axis++)
			if (first[axis] > 0 && second[axis] > 0 && first[axis] != second[axis]) return false;
		return true;
	}

	private ModelException refused(String why) {
		return new ModelException("The model " + model.path() + " gives a gradient, but cannot be used as training graph: " +
			why + ".");
	}
}
