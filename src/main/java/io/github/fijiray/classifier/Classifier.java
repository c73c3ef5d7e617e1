package io.github.fijiray.classifier;

import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.classifier.preprocessing.Preprocessing;
import io.github.fijiray.classifier.preprocessing.SourceImage;
import io.github.fijiray.onnx.Layer;
import io.github.fijiray.onnx.Layers;
import io.github.fijiray.onnx.ModelCut;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.OnnxModel;
import io.github.fijiray.onnx.Shapes;
import io.github.fijiray.onnx.gradient.ClassScores;
import io.github.fijiray.onnx.gradient.Differentiator;
import io.github.fijiray.onnx.gradient.RuleSet;
import io.github.fijiray.onnx.gradient.TrainingGraph;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An image classifier in an ONNX file, ready to score images and to give the gradient of its scores. As in
 *
 * <pre>{@code
 * try (Classifier classifier = Classifier.open(Path.of("cells.onnx"), ClassifierOptions.defaults())) {
 *   PreparedImage image = classifier.prepare(new SourceImage(pixels, 255));
 *   Scorer scorer = classifier.scorer(image);
 *   float[] scores = scorer.scores(image.pixels(), 1);
 *   int target = classifier.labels().resolve("top", scores);
 * }
 * }</pre>
 */
public final class Classifier implements AutoCloseable {

	private final ClassifierSessions sessions;
	private final Shapes shapes;
	private final String scores;
	private final SessionFactory factory;
	private final Preprocessing preprocessing;
	private final ClassLabels labels;
	private final int batchLimit;
	private final List<String> notes;

	private Classifier(ClassifierSessions sessions, Shapes shapes, String scores, SessionFactory factory,
		Preprocessing preprocessing, ClassLabels labels, int batchLimit, List<String> notes)
	{
		this.sessions = sessions;
		this.shapes = shapes;
		this.scores = scores;
		this.factory = factory;
		this.preprocessing = preprocessing;
		this.labels = labels;
		this.batchLimit = batchLimit;
		this.notes = notes;
	}

	/**
	 * Opens a classifier, with what its sidecar file or a bioimage.io description beside it says.
	 *
	 * @throws ModelException if the file is no image classifier that can be differentiated, or the provider cannot start
	 * @throws IOException if a file cannot be read
	 * @throws IllegalArgumentException if the labels file does not fit the model
	 */
	public static Classifier open(Path file, ClassifierOptions options) throws IOException {
		List<String> notes = new CopyOnWriteArrayList<>();
		OnnxModel model = OnnxModel.read(file);
		notes.addAll(model.notes());
		ModelDescription description = ModelDescription.beside(file);
		ModelInput input = ModelInput.of(model, description, options, notes::add);
		SessionFactory.environment();
		ShapeProbe probe = ShapeProbe.probe(model, input.shape(1));
		if (!probe.dynamicBatch()) notes.add("The model takes one image at a time, which is slower.");
		ClassScores scores = ClassScores.find(probe.model(), probe.shapes());
		notes.addAll(scores.notes());
		TrainingGraph graph = Differentiator.of(probe.model(), probe.shapes(), RuleSet.gradient()).differentiate(scores
			.tensor(), List.of(input.name()));
		ClassLabels labels = labels(model, description, options, graph.classes(), notes);
		Preprocessing preprocessing = options.preprocessing().resolve(description.preprocessing(), notes);
		int batchLimit = probe.dynamicBatch() ? MemoryBound.images(probe.shapes()) : 1;
		SessionFactory factory = new SessionFactory(file, options.provider(), options.threads(), notes::add);
		ClassifierSessions sessions = new ClassifierSessions(input, graph, Map.of(), factory);
		return new Classifier(sessions, probe.shapes(), scores.tensor(), factory, preprocessing, labels, batchLimit, notes);
	}

	private static ClassLabels labels(OnnxModel model, ModelDescription description, ClassifierOptions options,
		int classes, List<String> notes) throws IOException
	{
		if (options.labels().isPresent()) {
			ClassLabels read = ClassLabels.read(options.labels().get());
			if (read.size() != classes) throw new IllegalArgumentException("The parameter 'labels' names the file " + options
				.labels().get() + " with " + read.size() + " names, but the model " + model.name() + " has " + classes +
				" classes.");
			return read;
		}
		Optional<ClassLabels> found = description.labels().or(() -> ClassLabels.fromMetadata(model.metadata()));
		if (found.isPresent() && found.get().size() == classes) return found.get();
		found.ifPresent(wrong -> notes.add("The class names " + wrong.origin() + " are not used: there are " + wrong.size() +
			", but the model has " + classes + " classes."));
		return ClassLabels.numbered(classes);
	}

	/**
	 * Brings an image into the form that the classifier takes.
	 *
	 * @throws IllegalArgumentException if the image does not fit the classifier
	 */
	public PreparedImage prepare(SourceImage image) {
		ModelInput input = sessions.input();
		return preprocessing.prepare(image, input.channels(), input.height(), input.width());
	}

	/**
	 * Scores the image's content and perturbed copies of it. Failures of ONNX Runtime come as
	 * {@link java.io.UncheckedIOException} with a message for the user. When memory runs out the batch is halved, which
	 * {@link #notes()} say. On the CPU results have been the same bits for any batch size and number of threads on every
	 * model tried. Serves one thread at a time; different scorers may serve different threads.
	 */
	public Scorer scorer(PreparedImage image) {
		return new ContentScorer(sessions, image, new Batches(batchLimit, notes::add));
	}

	/** The tensors between image and scores that an image can be explained at. */
	public Layers layers() throws ModelException {
		return Layers.of(sessions.graph().model(), shapes, sessions.input().layout().channelAxis(), scores);
	}

	/**
	 * Runs the classifier on an image up to a layer, and opens what follows.
	 *
	 * @throws ModelException if the classifier cannot be cut at this layer
	 */
	public ClassifierTail tail(Layer layer, PreparedImage image) throws ModelException {
		ModelInput planes = ModelInput.of(layer);
		OnnxModel model = sessions.graph().model();
		ModelCut cut = ModelCut.at(model, shapes, layer.name(), planes.shape(1), scores);
		TrainingGraph training = Differentiator.of(cut.tail(), cut.shapes(), RuleSet.gradient()).differentiate(scores, List
			.of(cut.input()));
		return new ClassifierTail(HeadRun.of(cut, sessions.input(), image, factory), planes.named(cut.input()), training,
			factory, new Batches(batchLimit, notes::add));
	}

	/** The provider that is really used: {@link Provider#CPU} or {@link Provider#CUDA}. */
	public Provider provider() {
		return factory.provider();
	}

	public Preprocessing preprocessing() {
		return preprocessing;
	}

	public ClassLabels labels() {
		return labels;
	}

	/** SHA-256 of the model file, in lower-case hexadecimal digits. */
	public String sha256() {
		return sessions.graph().model().sha256();
	}

	/** What the user should know: what was assumed, left out, or had to be done otherwise. */
	public List<String> notes() {
		return List.copyOf(notes);
	}

	public TrainingGraph trainingGraph() {
		return sessions.graph();
	}

	/** Height of the classifier's input in pixels. */
	public int inputHeight() {
		return sessions.input().height();
	}

	/** Width of the classifier's input in pixels. */
	public int inputWidth() {
		return sessions.input().width();
	}

	/** Number of channels of the classifier's input. */
	public int inputChannels() {
		return sessions.input().channels();
	}

	@Override
	public void close() throws ModelException {
		sessions.close();
	}
}
