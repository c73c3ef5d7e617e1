package io.github.fijiray.classifier;

import ai.onnxruntime.OrtException;

import io.github.fijiray.classifier.description.ClassLabels;
import io.github.fijiray.classifier.description.Layout;
import io.github.fijiray.classifier.description.ModelDescription;
import io.github.fijiray.classifier.session.MemoryBound;
import io.github.fijiray.classifier.session.Provider;
import io.github.fijiray.classifier.session.SessionFactory;
import io.github.fijiray.classifier.session.ShapeProbe;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Shapes;
import io.github.fijiray.onnx.gradient.ClassScores;
import io.github.fijiray.onnx.gradient.Differentiator;
import io.github.fijiray.onnx.gradient.Target;
import io.github.fijiray.onnx.gradient.TrainingGraph;
import io.github.fijiray.onnx.gradient.rule.RuleSet;
import io.github.fijiray.onnx.layer.Layers;
import io.github.fijiray.onnx.model.DynamicBatch;
import io.github.fijiray.onnx.model.OnnxModel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An image classifier in an ONNX file, read and understood: what training graphs are derived from. */
public final class ClassifierModel {

	private final OnnxModel file;
	private final ModelInput input;
	private final ShapeProbe probe;
	private final ClassScores scores;
	private final ClassLabels labels;
	private final List<String> notes;

	private ClassifierModel(OnnxModel file, ModelInput input, ShapeProbe probe, ClassScores scores, ClassLabels labels,
		List<String> notes)
	{
		this.file = file;
		this.input = input;
		this.probe = probe;
		this.scores = scores;
		this.labels = labels;
		this.notes = notes;
	}

	/**
	 * Reads a classifier, with what its sidecar file or a bioimage.io description beside it says.
	 *
	 * @throws ModelException if the file is no image classifier
	 * @throws IOException if a file cannot be read
	 * @throws IllegalArgumentException if the labels file does not fit the model
	 */
	public static ClassifierModel read(Path file, ClassifierOptions options) throws IOException {
		return of(OnnxModel.read(file), ModelDescription.beside(file), options, new ArrayList<>());
	}

	/** @param notes receives what the user should know */
	static ClassifierModel of(OnnxModel file, ModelDescription description, ClassifierOptions options,
		List<String> notes) throws IOException
	{
		ModelInput input = ModelInput.of(file, description, options, notes::add);
		notes.addAll(file.notes());
		SessionFactory.environment();
		ShapeProbe probe = ShapeProbe.probe(file, input.shape(1));
		if (!probe.dynamicBatch()) notes.add("The model takes one image at a time, which is slower.");
		ClassScores scores = options.scores().isPresent() ? ClassScores.find(probe.model(), probe.shapes(), options.scores()
			.get()) : ClassScores.find(probe.model(), probe.shapes());
		notes.addAll(scores.notes());
		ClassLabels labels = labels(file, description, options, scores.classes(), notes);
		return new ClassifierModel(file, input, probe, scores, labels, notes);
	}

	static ClassLabels labels(OnnxModel model, ModelDescription description, ClassifierOptions options, int classes,
		List<String> notes) throws IOException
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
	 * Derives the training graph of the class scores.
	 *
	 * @param tensor the input or a layer, with respect to which the gradient is taken
	 * @throws ModelException naming every node that stands in the way, with the reason
	 */
	public TrainingGraph differentiate(RuleSet rules, String tensor) throws ModelException {
		return Differentiator.of(probe.model(), probe.shapes(), rules).differentiate(Target.elements(scores.tensor()), List.of(
			tensor));
	}

	/** A graph of the class scores without any gradient, for which no operator needs a rule. */
	TrainingGraph scoresAlone() throws ModelException {
		return Differentiator.of(probe.model(), probe.shapes(), RuleSet.gradient()).differentiate(Target.elements(scores
			.tensor()), List.of());
	}

	/** This classifier with other weights of the same shapes. */
	ClassifierModel with(OnnxModel weighted) {
		return new ClassifierModel(file, input, new ShapeProbe(weighted, probe.shapes(), probe.dynamicBatch()), scores, labels,
			notes);
	}

	/**
	 * Makes sure that ONNX Runtime takes a training graph of this model.
	 *
	 * @throws ModelException if it does not; says why
	 */
	public void requireRuns(TrainingGraph graph) throws ModelException {
		try {
			new SessionFactory(file.path(), Provider.CPU, 0, notes::add).open(graph.proto()).close();
		}
		catch (OrtException e) {
			throw new ModelException("ONNX Runtime cannot close the training graph of " + file.path() + ": " + e.getMessage(),
				e);
		}
	}

	GradientSource gradientSource() throws ModelException {
		return source(differentiate(RuleSet.gradient(), image()));
	}

	/** Gives scores and no gradient. */
	GradientSource scoreSource() throws ModelException {
		return source(scoresAlone());
	}

	private GradientSource source(TrainingGraph graph) throws ModelException {
		int batchLimit = probe.dynamicBatch() ? MemoryBound.images(probe.shapes()) : 1;
		return new GradientSource(input, graph, batchLimit, MemoryBound.imagesAsLargeAsWeights(probe.shapes()), labels);
	}

	/** The model as it is in the file, rewritten in one opset. */
	public OnnxModel file() {
		return file;
	}

	/** The model that is differentiated: with constant branches folded, and a frozen batch size freed. */
	public OnnxModel model() {
		return probe.model();
	}

	/** Shapes of the tensors of {@link #model()}. */
	public Shapes shapes() {
		return probe.shapes();
	}

	/** Name of the input that takes the image. */
	public String image() {
		return input.name();
	}

	/** Order of the axes of the input. */
	public Layout layout() {
		return input.layout();
	}

	/** Height of the input in pixels. */
	public int inputHeight() {
		return input.height();
	}

	/** Width of the input in pixels. */
	public int inputWidth() {
		return input.width();
	}

	public ClassScores scores() {
		return scores;
	}

	public ClassLabels labels() {
		return labels;
	}

	/** The tensors between the image and the class scores. */
	public Layers layers() throws ModelException {
		return Layers.of(probe.model(), probe.shapes(), input.layout().channelAxis(), scores.tensor());
	}

	/** Whether the model takes several images at once. */
	public boolean dynamicBatch() {
		return probe.dynamicBatch();
	}

	/** Whether the file says that the model takes one image at a time. */
	public boolean frozenBatch() {
		return !DynamicBatch.isOpen(file);
	}

	/** What the user should know: what was assumed, left out, or had to be done otherwise. */
	public List<String> notes() {
		return List.copyOf(notes);
	}
}
