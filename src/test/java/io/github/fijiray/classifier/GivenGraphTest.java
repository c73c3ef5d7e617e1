package io.github.fijiray.classifier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;

import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.attribution.extremal.ExtremalMask;
import io.github.fijiray.attribution.extremal.ExtremalPerturbation;
import io.github.fijiray.attribution.extremal.ExtremalResult;
import io.github.fijiray.attribution.extremal.ExtremalSettings;
import io.github.fijiray.attribution.extremal.Mode;
import io.github.fijiray.classifier.description.Layout;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.classifier.preprocessing.PreprocessingRequest;
import io.github.fijiray.classifier.preprocessing.SourceImage;
import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.TensorInfo;
import io.github.fijiray.onnx.gradient.TrainingGraph;
import io.github.fijiray.onnx.gradient.rule.RuleSet;
import io.github.fijiray.onnx.model.OnnxModel;

import net.imglib2.img.array.ArrayImgs;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that give their gradient themselves: those that are saved here, and those that a user made elsewhere. */
class GivenGraphTest {

	private static final Path CELLS = Path.of("sample-data/models/sound.onnx");
	private static final ClassifierOptions RAW = ClassifierOptions.defaults().withPreprocessing(PreprocessingRequest
		.preset("0-1"));

	@TempDir
	Path folder;

	private static SourceImage cells(Classifier classifier) {
		int width = classifier.inputWidth();
		int height = classifier.inputHeight();
		float[] pixels = new float[width * height * classifier.inputChannels()];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = (float) (120 + 100 * Math.sin(i % width * 0.3) * Math.cos(i / width * 0.2));
		return new SourceImage(ArrayImgs.floats(pixels, width, height, classifier.inputChannels()), 255);
	}

	private Path saved(OptionalInt otherwise) throws IOException {
		Path file = folder.resolve("training.onnx");
		ClassifierModel model = ClassifierModel.read(CELLS, RAW);
		model.differentiate(RuleSet.gradient(), model.image()).forClass(otherwise).save(file);
		return file;
	}

	/** Scores and gradients for three images whose seeds weigh several classes. */
	private static float[][] run(Classifier classifier) {
		PreparedImage image = classifier.prepare(cells(classifier));
		float[] images = new float[3 * image.pixels().length];
		for (int i = 0; i < images.length; i++)
			images[i] = image.pixels()[i % image.pixels().length] * (1 + i / image.pixels().length);
		Scorer scorer = classifier.scorer(image);
		float[] seed = new float[3 * scorer.classes()];
		seed[0] = 1;
		seed[scorer.classes() + 1] = -2;
		seed[2 * scorer.classes()] = 0.5f;
		seed[2 * scorer.classes() + 1] = 0.25f;
		float[] gradient = new float[images.length];
		float[] scores = scorer.gradient(images, 3, seed, gradient);
		assertArrayEquals(scores, scorer.scores(images, 3), 1e-4f);
		return new float[][] { scores, gradient };
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 1 })
	void aSavedGraphGivesTheScoresAndGradientsOfItsModel(int otherwise) throws Exception {
		Path file = saved(otherwise < 0 ? OptionalInt.empty() : OptionalInt.of(otherwise));
		try (Classifier model = Classifier.open(CELLS, RAW); Classifier graph = Classifier.open(file, RAW)) {
			float[][] expected = run(model);
			float[][] found = run(graph);
			assertArrayEquals(expected[0], found[0], 1e-4f);
			assertClose(expected[1], found[1]);
			assertEquals(model.labels().names(), graph.labels().names());
			assertTrue(graph.notes().get(0).contains("gives its gradient itself"), graph.notes().toString());
			assertFalse(graph.notes().stream().anyMatch(note -> note.contains("one image at a time")), graph.notes().toString());
		}
	}

	@Test
	void aSavedGraphGivesTheMasksOfItsModel() throws Exception {
		try (Classifier model = Classifier.open(CELLS, RAW); Classifier graph = Classifier.open(saved(OptionalInt.empty()),
			RAW))
		{
			ExtremalResult expected = explain(model);
			ExtremalResult found = explain(graph);
			for (int a = 0; a < expected.masks().size(); a++) {
				ExtremalMask mask = expected.masks().get(a);
				assertEquals(mask.scoreKept(), found.masks().get(a).scoreKept(), 1e-3);
				assertArrayEquals(mask.mask(), found.masks().get(a).mask(), 1e-2f);
			}
		}
	}

	private static ExtremalResult explain(Classifier classifier) {
		PreparedImage image = classifier.prepare(cells(classifier));
		return ExtremalPerturbation.explain(classifier.scorer(image), image, 1, ExtremalSettings.defaults().withAreas(0.1, 0.3)
			.withMode(Mode.FAST, 6), Monitor.SILENT);
	}

	@Test
	void theTargetOfASavedGraphMayBeLeftOut() throws Exception {
		Path file = saved(OptionalInt.of(1));
		TensorInfo input = OnnxModel.read(file).inputs().get(0);
		assertEquals(-1, input.shape()[0]);
		long[] shape = { 2, input.shape()[1], input.shape()[2], input.shape()[3] };
		float[] images = new float[(int) (2 * shape[1] * shape[2] * shape[3])];
		for (int i = 0; i < images.length; i++)
			images[i] = (float) Math.abs(Math.sin(i * 0.01));
		OrtEnvironment environment = OrtEnvironment.getEnvironment();
		try (OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(images), shape)) {
			float[] otherwise = gradient(file, Map.of(input.name(), tensor));
			assertEquals(images.length, otherwise.length);
			Path required = saved(OptionalInt.empty());
			for (int k = 0; k < 2; k++)
				try (OnnxTensor target = OnnxTensor.createTensor(environment, new long[] { k })) {
					float[] found = gradient(required, Map.of(input.name(), tensor, "target", target));
					assertEquals(k == 1, Arrays.equals(found, otherwise));
				}
		}
	}

	private static float[] gradient(Path file, Map<String, OnnxTensor> given) throws Exception {
		try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString()); OrtSession.Result result = session.run(given)) {
			FloatBuffer buffer = ((OnnxTensor) result.get("gradient").orElseThrow()).getFloatBuffer();
			float[] values = new float[buffer.remaining()];
			buffer.get(values);
			return values;
		}
	}

	@Test
	void aGraphThatIsSavedWithTheMasksIsTakenToo() throws Exception {
		Path file = folder.resolve("seed.onnx");
		try (Classifier model = Classifier.open(CELLS, RAW)) {
			model.trainingGraph().save(file);
			try (Classifier graph = Classifier.open(file, RAW)) {
				assertClose(run(model)[1], run(graph)[1]);
			}
		}
	}

	@Test
	void otherRulesAreNamed() throws Exception {
		Path file = folder.resolve("guided.onnx");
		ClassifierModel model = ClassifierModel.read(CELLS, RAW);
		TrainingGraph guided = model.differentiate(RuleSet.guided(), model.image());
		guided.save(file);
		try (Classifier graph = Classifier.open(file, RAW)) {
			assertTrue(graph.notes().get(0).contains("'guided'"), graph.notes().toString());
		}
	}

	/** Σ x² for one class, 3 Σ x² for the other, with a gradient that is written by hand: 2 x or 6 x. */
	private static TinyModel squares() {
		return new TinyModel().input("target", ElementType.INT64).input("image", ElementType.FLOAT, -1, 1, 3, 4).node("Mul",
			"squares", "image", "image").integers("all", 1, 2, 3).node("ReduceSum", "sum", "squares", "all").integers("row", -1,
				1).node("Reshape", "column", "sum", "row").tensor("factors", new float[][] { { 1, 3 } }).node("MatMul", "logits",
					"column", "factors").output("logits", -1, 2).tensor("slopes", new float[][] { { 2 }, { 6 } }).node("Gather",
						"slope", "slopes", "target");
	}

	@Test
	void aGraphFromElsewhereIsUsed() throws Exception {
		Path file = squares().node("Mul", "image_grad", "image", "slope").output("image_grad", -1, 1, 3, 4).write(folder);
		try (Classifier graph = Classifier.open(file, RAW.withLayout(Layout.NCHW))) {
			PreparedImage image = graph.prepare(new SourceImage(ArrayImgs.floats(new float[12], 4, 3, 1), 255));
			float[] images = new float[24];
			for (int i = 0; i < images.length; i++)
				images[i] = i;
			float[] gradient = new float[24];
			float[] scores = graph.scorer(image).gradient(images, 2, new float[] { 1, 0, 0.5f, -1 }, gradient);
			assertEquals(3 * scores[0], scores[1]);
			for (int i = 0; i < 24; i++)
				assertEquals(i < 12 ? 2 * i : i - 6 * i, gradient[i], 1e-4);
			assertFalse(graph.notes().stream().anyMatch(note -> note.contains("one image at a time")));
		}
	}

	@Test
	void aGradientOfTheMeanOverTheBatchIsTakenOneImageAtATime() throws Exception {
		Path file = squares().node("Mul", "whole", "image", "slope").node("Shape", "shape", "image").integers("first", 0).node(
			"Gather", "count", "shape", "first").node("CastLike", "number", "count", "image").node("Div", "gradient", "whole",
				"number").output("gradient", -1, 1, 3, 4).write(folder);
		try (Classifier graph = Classifier.open(file, RAW.withLayout(Layout.NCHW))) {
			assertTrue(graph.notes().stream().anyMatch(note -> note.contains("one image at a time")), graph.notes()
				.toString());
			PreparedImage image = graph.prepare(new SourceImage(ArrayImgs.floats(new float[12], 4, 3, 1), 255));
			float[] images = new float[24];
			Arrays.fill(images, 1);
			float[] gradient = new float[24];
			graph.scorer(image).gradient(images, 2, new float[] { 1, 0, 1, 0 }, gradient);
			assertEquals(2, gradient[23], 1e-6);
		}
	}

	@Test
	void aGradientThatCannotBeUsedIsRefusedWithTheReason() throws Exception {
		assertRefused("is not shaped like its image", squares().node("Flatten", "gradient", "image").output("gradient", -1,
			12));
		TinyModel fixed = new TinyModel().input("image", ElementType.FLOAT, -1, 1, 3, 4).node("Flatten", "scores", "image")
			.output("scores", -1, 12).node("Neg", "gradient", "image").output("gradient", -1, 1, 3, 4);
		assertRefused("the input 'target', int64 [1]", fixed);
		assertRefused("one output 'scores'", squares().node("Neg", "gradient", "image").replaceOutput("gradient", -1, 1, 3,
			4));
	}

	@Test
	void scoresThatAreCalledAGradeAreNoGradient() throws Exception {
		Path file = new TinyModel().input("image", ElementType.FLOAT, -1, 1, 3, 4).node("Flatten", "tumour_grade", "image")
			.output("tumour_grade", -1, 12).write(folder);
		try (Classifier classifier = Classifier.open(file, RAW.withLayout(Layout.NCHW))) {
			assertEquals(12, classifier.labels().size());
		}
	}

	private void assertRefused(String reason, TinyModel model) throws IOException {
		Path file = model.write(folder);
		String message = assertThrows(ModelException.class, () -> Classifier.open(file, RAW.withLayout(Layout.NCHW)))
			.getMessage();
		assertTrue(message.contains(reason) && message.contains("tiny.onnx"), message);
		assertTrue(Files.exists(file));
	}

	private static void assertClose(float[] expected, float[] found) {
		float scale = 0;
		for (float value : expected)
			scale = Math.max(scale, Math.abs(value));
		assertArrayEquals(expected, found, 1e-4f * scale);
	}
}
