package io.github.fijiray.classifier;

import io.github.fijiray.classifier.description.ClassLabels;
import io.github.fijiray.classifier.description.ModelDescription;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.classifier.preprocessing.Preprocessing;
import io.github.fijiray.classifier.preprocessing.SourceImage;
import io.github.fijiray.classifier.session.Batches;
import io.github.fijiray.classifier.session.Provider;
import io.github.fijiray.classifier.session.SessionFactory;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.TensorData;
import io.github.fijiray.onnx.gradient.TrainingGraph;
import io.github.fijiray.onnx.gradient.TrainingGraphReader;
import io.github.fijiray.onnx.layer.Layer;
import io.github.fijiray.onnx.layer.Layers;
import io.github.fijiray.onnx.model.OnnxModel;
import io.github.fijiray.onnx.model.RandomWeights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

	/** Null where the file is a training graph. */
	private final ClassifierModel model;
	private final ClassifierSessions sessions;
	private final BackwardSessions backward;
	private final SessionFactory factory;
	private final Preprocessing preprocessing;
	private final ClassLabels labels;
	private final int batchLimit;
	private final int batch;
	private final List<String> notes;

	private Classifier(ClassifierModel model, ClassifierSessions sessions, SessionFactory factory,
		Preprocessing preprocessing, ClassLabels labels, int batchLimit, int batch, List<String> notes)
	{
		this.model = model;
		this.sessions = sessions;
		backward = new BackwardSessions(model, sessions.input(), factory);
		this.factory = factory;
		this.preprocessing = preprocessing;
		this.labels = labels;
		this.batchLimit = batchLimit;
		this.batch = batch;
		this.notes = notes;
	}

	/**
	 * Opens a classifier, with what its sidecar file or a bioimage.io description beside it says. A model that gives its
	 * gradient itself, as {@link TrainingGraphReader} describes it, is taken as it is.
	 *
	 * @throws ModelException if the file is no image classifier that can be differentiated, or the provider cannot start
	 * @throws IOException if a file cannot be read
	 * @throws IllegalArgumentException if the labels file does not fit the model
	 */
	public static Classifier open(Path file, ClassifierOptions options) throws IOException {
		return open(file, options, ClassifierModel::gradientSource);
	}

	/**
	 * Opens a classifier for methods that mostly need its scores, or gradients at a layer. Its {@link #scorer(PreparedImage)}
	 * gives no gradient; {@link #scorer(PreparedImage, Backpropagation)} does where the classifier can be differentiated.
	 *
	 * @throws ModelException if the file is no image classifier, or the provider cannot start
	 * @throws IOException if a file cannot be read
	 * @throws IllegalArgumentException if the labels file does not fit the model
	 */
	public static Classifier openForScores(Path file, ClassifierOptions options) throws IOException {
		return open(file, options, ClassifierModel::scoreSource);
	}

	private interface Derivation {

		GradientSource source(ClassifierModel model) throws ModelException;
	}

	private static Classifier open(Path file, ClassifierOptions options, Derivation derivation) throws IOException {
		List<String> notes = new CopyOnWriteArrayList<>();
		OnnxModel model = OnnxModel.read(file);
		ModelDescription description = ModelDescription.beside(file);
		SessionFactory factory = new SessionFactory(file, options.provider(), options.threads(), notes::add);
		Optional<TrainingGraph> given = TrainingGraphReader.read(model);
		ClassifierModel understood = given.isPresent() ? null : ClassifierModel.of(model, description, options, notes);
		GradientSource source = given.isPresent() ? GivenGraph.source(given.get(), description, options, factory, notes)
			: derivation.source(understood);
		Preprocessing preprocessing = options.preprocessing().resolve(description.preprocessing(), notes);
		ClassifierSessions sessions = new ClassifierSessions(source.input(), source.graph(), Map.of(), factory);
		return new Classifier(understood, sessions, factory, preprocessing, source.labels(), source.batchLimit(), factory
			.batch(source.batchLimit(), source.cpuBatch()), notes);
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
		return new ContentScorer(sessions, image, new Batches(batch, notes::add));
	}

	/**
	 * As {@link #scorer(PreparedImage)}, but {@link Scorer#gradient} gives what a kind of backward pass brings to the image.
	 *
	 * @throws ModelException naming every node that has no rule for it; or if the file is a training graph, which has one
	 *           kind only
	 */
	public Scorer scorer(PreparedImage image, Backpropagation kind) throws ModelException {
		boolean own = kind == Backpropagation.GRADIENT && !sessions.graph().gradients().isEmpty();
		if (!own) model();
		return new ContentScorer(own ? sessions : backward.toImage(kind), image, new Batches(batch, notes::add));
	}

	/**
	 * Passes scores back to a layer. What is given is closed with the classifier.
	 *
	 * @throws ModelException naming every node that has no rule for it, or if the file is a training graph
	 */
	public LayerPass layerPass(Layer layer, Backpropagation kind) throws ModelException {
		model();
		return backward.toLayer(layer, Optional.of(kind));
	}

	/**
	 * The layers that the weights of the classes are applied to, directly or further on: those that
	 * {@link Backpropagation#CONTRAST} means something at.
	 *
	 * @throws ModelException if the class scores are not made by one last linear operator, or the file is a training graph
	 */
	public List<Layer> layersOfContrast() throws ModelException {
		Set<String> before = model().model().graph().ancestors(model().scores().lastLinear(model().model()).inputs());
		return layers().all().stream().filter(layer -> before.contains(layer.name())).toList();
	}

	/**
	 * A layer's activation for an image.
	 *
	 * @throws ModelException if the file is a training graph, of which the layers are not known
	 */
	public PreparedImage activation(Layer layer, PreparedImage image) throws ModelException {
		model();
		return backward.toLayer(layer, Optional.empty()).activation(image);
	}

	/**
	 * The layers with weights, from the image to the scores.
	 *
	 * @throws ModelException if the file is a training graph
	 */
	public List<String> weightLayers() throws ModelException {
		return RandomWeights.layers(model().model(), model().shapes(), model().scores().tensor());
	}

	/**
	 * This classifier with random weights in some layers, opened as by {@link #openForScores}. To be closed by itself.
	 *
	 * @param names of {@link #weightLayers()}
	 * @throws ModelException if the file is a training graph
	 */
	public Classifier randomised(List<String> names, long seed) throws ModelException {
		ClassifierModel random = model().with(RandomWeights.of(model().model(), model().shapes(), names, seed));
		GradientSource source = random.scoreSource();
		return new Classifier(random, new ClassifierSessions(source.input(), source.graph(), Map.of(), factory), factory,
			preprocessing, labels, batchLimit, batch, notes);
	}

	/** Whether an image may be of several classes at once, each with a probability of its own. */
	public boolean multiLabel() {
		return labels.size() == 1 || model != null && model.scores().squashing().equals("Sigmoid");
	}

	/**
	 * The tensors between image and scores that an image can be explained at.
	 *
	 * @throws ModelException if the file is a training graph, of which the layers are not known
	 */
	public Layers layers() throws ModelException {
		return model().layers();
	}

	/**
	 * Runs the classifier on an image up to a layer, and opens what follows.
	 *
	 * @throws ModelException if the classifier cannot be cut at this layer
	 */
	public ClassifierTail tail(Layer layer, PreparedImage image) throws ModelException {
		return ClassifierTail.of(model(), layer, image, sessions.input(), factory, batchLimit, notes::add);
	}

	/**
	 * Opens what leads from images to a layer.
	 *
	 * @param image gives the size of the images to come, and what is around them in the classifier's input
	 * @throws ModelException if the layer is not made of channels, or cannot be differentiated
	 */
	public ClassifierHead head(Layer layer, PreparedImage image) throws ModelException {
		return ClassifierHead.of(model(), layer, image, sessions.input(), factory, new Batches(batch, notes::add));
	}

	private ClassifierModel model() throws ModelException {
		if (model == null) throw new ModelException("The model " + sessions.name() +
			" is a training graph; to explain a layer, give the classifier that it was derived from.");
		return model;
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

	/** Memory that the weights take. */
	long weightBytes() {
		return TensorData.weightBytes(sessions.graph().proto());
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
		try {
			sessions.close();
		}
		finally {
			backward.close();
		}
	}
}
