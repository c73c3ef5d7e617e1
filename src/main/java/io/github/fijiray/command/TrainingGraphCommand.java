package io.github.fijiray.command;

import io.github.fijiray.classifier.ClassifierModel;
import io.github.fijiray.classifier.ClassifierOptions;
import io.github.fijiray.imagej.ErrorMessage;
import io.github.fijiray.imagej.LastModel;
import io.github.fijiray.imagej.MacroValues;
import io.github.fijiray.imagej.TextWindows;
import io.github.fijiray.imagej.TrainingGraphReport;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.gradient.TrainingGraph;
import io.github.fijiray.onnx.gradient.rule.RuleSet;
import io.github.fijiray.onnx.layer.Layer;
import io.github.fijiray.onnx.layer.Layers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;

import org.scijava.app.StatusService;
import org.scijava.command.Command;
import org.scijava.command.ContextCommand;
import org.scijava.log.LogService;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Derives from a classifier the ONNX model that gives its class scores and their gradient, says how, and saves it.
 * <p>
 * The names of the parameters are the keys of macros and of the command line: they do not change.
 * </p>
 */
@Plugin(type = Command.class, menuPath = "Plugins>FijiRay>" + TrainingGraphCommand.LABEL, headless = true,
	initializer = "proposeModel")
public class TrainingGraphCommand extends ContextCommand {

	static final String LABEL = "Training Graph...";

	private static final String DEFAULT_LAYER = "default";

	/** NB: without a window SciJava drops a command that lacks a required input, and says nothing. */
	@Parameter(label = "Classifier (.onnx)", style = "open,extensions:onnx", required = false, persist = false,
		description = "The image classifier, exported to ONNX.")
	private File model;

	@Parameter(label = "Class (empty: asked for at every run)", required = false, persist = false,
		description = "Number of a class (from 0), or its name: what the graph takes where its input 'target' is left out.")
	private String target = "";

	@Parameter(label = "Layer (empty: the image)", required = false, persist = false,
		description = "The tensor with respect to which the gradient is taken: its name, or 'default' for the last one " +
			"with places in the image. Empty for the image.")
	private String layer = "";

	@Parameter(label = "Backward rules", choices = { "gradient", "guided", "deconvnet", "excitation" }, persist = false,
		description = "gradient, or the rules of guided backpropagation, of the deconvolutional network, or of excitation " +
			"backpropagation.")
	private String rules = "gradient";

	@Parameter(label = "Save as (.onnx, optional)", style = "save,extensions:onnx", required = false, persist = false,
		description = "The file to write. Empty for the report only.")
	private File output;

	@Parameter(label = "Output with the class scores", required = false, persist = false, attrs = @Attr(
		name = "advanced"), description = "Name of the model's output. Empty for the one that looks most like class scores.")
	private String scores = "";

	@Parameter(label = "Input size (height,width)", required = false, persist = false, attrs = @Attr(name = "advanced"),
		description = "In pixels, where the model leaves it open. Empty for 224.")
	private String size = "";

	@Parameter
	private StatusService status;

	@Parameter
	private LogService log;

	/** The choices of the parameter 'rules'. */
	private enum Rules {
		GRADIENT(RuleSet::gradient), GUIDED(RuleSet::guided), DECONVNET(RuleSet::deconvnet), EXCITATION(
			RuleSet::excitation);

		private final Supplier<RuleSet> set;

		Rules(Supplier<RuleSet> set) {
			this.set = set;
		}
	}

	/** Called before the dialog. */
	void proposeModel() {
		if (model == null) model = LastModel.proposed();
	}

	@Override
	public void run() {
		try {
			derive();
		}
		catch (IOException | RuntimeException | OutOfMemoryError e) {
			cancel(null);
			ErrorMessage.show(LABEL, e);
		}
		finally {
			status.clearStatus();
		}
	}

	private void derive() throws IOException {
		RuleSet ruleSet = MacroValues.choice("rules", rules, Rules.class).set.get();
		Path modelFile = FileParameters.model(model);
		if (FileParameters.isGiven(output)) FileParameters.trainingGraph("output", output, modelFile);
		status.showStatus("Reading " + modelFile.getFileName());
		ClassifierModel classifier = ClassifierModel.read(modelFile, options());
		LastModel.remember(model);
		requireSize(classifier);
		OptionalInt otherwise = otherwise(classifier);
		Layers layers = classifier.layers();
		String tensor = tensor(classifier, layers);

		TrainingGraphReport report = new TrainingGraphReport(classifier, ruleSet, tensor);
		String title = "Training graph of " + classifier.file().name();
		try {
			TrainingGraph graph = classifier.differentiate(ruleSet, tensor).forClass(otherwise);
			report.add(graph, otherwise);
			if (FileParameters.isGiven(output)) {
				classifier.requireRuns(graph);
				graph.save(output.toPath());
				report.addFile(output);
			}
		}
		catch (ModelException e) {
			report.addProblem(e.getMessage());
			TextWindows.show(title, report.text(layers), log);
			throw e;
		}
		TextWindows.show(title, report.text(layers), log);
	}

	private ClassifierOptions options() {
		ClassifierOptions options = ClassifierOptions.defaults();
		if (isGiven(scores)) options = options.withScores(scores.strip());
		return isGiven(size) ? options.withImageSize(pixels(0), pixels(1)) : options;
	}

	/** @param axis 0 for the height, 1 for the width; one number is both */
	private int pixels(int axis) {
		List<Double> numbers = MacroValues.numbers("size", size);
		double pixels = numbers.get(Math.min(axis, numbers.size() - 1));
		if (numbers.size() > 2 || pixels < 1 || pixels != (int) pixels) throw new IllegalArgumentException("The value '" +
			size + "' of 'size' is not legal; expected height and width in pixels, as in 224,224.");
		return (int) pixels;
	}

	private void requireSize(ClassifierModel classifier) {
		if (isGiven(size) && (classifier.inputHeight() != pixels(0) || classifier.inputWidth() != pixels(1)))
			throw new IllegalArgumentException("The value '" + size + "' of 'size' is not one that the model takes; expected " +
				classifier.inputHeight() + "," + classifier.inputWidth() +
				", or another size from 32 to 1024 if the model leaves it open.");
	}

	private OptionalInt otherwise(ClassifierModel classifier) {
		if (!isGiven(target)) return OptionalInt.empty();
		if (target.strip().equalsIgnoreCase("top")) throw new IllegalArgumentException("The value 'top' of 'target' needs an " +
			"image to score; expected the number of a class from 0 to " + (classifier.labels().size() - 1) +
			", its name, or nothing.");
		return OptionalInt.of(classifier.labels().resolve(target, new float[0]));
	}

	private String tensor(ClassifierModel classifier, Layers layers) {
		String name = layer == null ? "" : layer.strip();
		if (name.isEmpty() || name.equals(classifier.image())) return classifier.image();
		if (!name.equalsIgnoreCase(DEFAULT_LAYER)) return layers.find(name).map(Layer::name).orElseThrow(() -> {
			TextWindows.show("Layers of " + classifier.file().name(), layers.toString(), log);
			return new IllegalArgumentException("The model has no layer '" + name + "' for 'layer'; expected '" +
				DEFAULT_LAYER + "', nothing for the image, or the name of one of the layers that are listed.");
		});
		return layers.preferred().map(Layer::name).orElseThrow(() -> new IllegalArgumentException("The value '" + name +
			"' of 'layer' is not legal for this model, none of whose layers has places in the image; give a name."));
	}

	private static boolean isGiven(String text) {
		return text != null && !text.isBlank();
	}
}
