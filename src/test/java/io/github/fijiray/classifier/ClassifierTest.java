package io.github.fijiray.classifier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.classifier.description.ClassLabels;
import io.github.fijiray.classifier.description.Layout;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.classifier.preprocessing.PreprocessingRequest;
import io.github.fijiray.classifier.preprocessing.SourceImage;
import io.github.fijiray.classifier.session.Provider;
import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.ModelException;

import net.imglib2.img.array.ArrayImgs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

class ClassifierTest {

	private static final float TOLERANCE = 1e-5f;
	private static final int CHANNELS = 2;
	private static final int HEIGHT = 3;
	private static final int WIDTH = 4;
	private static final int CLASSES = 3;
	private static final ClassifierOptions RAW = ClassifierOptions.defaults().withPreprocessing(PreprocessingRequest
		.preset("none"));

	@TempDir
	Path folder;

	/** The weight of pixel (c, y, x) for class k. */
	private static float weight(int c, int y, int x, int k) {
		return (c * 100 + y * 10 + x) * (k + 1) / 100f - k;
	}

	private static TinyModel linear(Layout layout, long batch) {
		float[][] weights = new float[CHANNELS * HEIGHT * WIDTH][CLASSES];
		for (int c = 0; c < CHANNELS; c++)
			for (int y = 0; y < HEIGHT; y++)
				for (int x = 0; x < WIDTH; x++)
					for (int k = 0; k < CLASSES; k++)
						weights[layout == Layout.NCHW ? (c * HEIGHT + y) * WIDTH + x : (y * WIDTH + x) * CHANNELS + c][k] = weight(c,
							y, x, k);
		long[] shape = layout.shape(1, CHANNELS, HEIGHT, WIDTH);
		shape[0] = batch;
		return TinyModel.linear(shape, weights);
	}

	private static SourceImage image(int channels, int height, int width) {
		float[] pixels = new float[channels * height * width];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = 1 + i % 7;
		return new SourceImage(ArrayImgs.floats(pixels, width, height, channels), 255);
	}

	/** Scores and gradients of three different images must be those of the weights. */
	private static void assertLinear(Classifier classifier, PreparedImage image) {
		Scorer scorer = classifier.scorer(image);
		int size = scorer.channels() * scorer.height() * scorer.width();
		int count = 3;
		float[] images = new float[count * size];
		for (int i = 0; i < images.length; i++)
			images[i] = i % 5 - 2 + i / (float) images.length;
		float[] seed = { 1, 0, 0, 0, 2, -1, 0.5f, 0, 3 };
		float[] gradient = new float[images.length];
		float[] scores = scorer.gradient(images, count, seed, gradient);

		float[] expectedScores = new float[count * CLASSES];
		float[] expectedGradient = new float[images.length];
		for (int n = 0; n < count; n++)
			for (int k = 0; k < CLASSES; k++)
				for (int c = 0; c < CHANNELS; c++)
					for (int y = 0; y < HEIGHT; y++)
						for (int x = 0; x < WIDTH; x++) {
							int row = y - image.top();
							int column = x - image.left();
							boolean inside = row >= 0 && row < image.height() && column >= 0 && column < image.width();
							int i = n * size + (c * image.height() + row) * image.width() + column;
							float value = inside ? images[i] : image.black()[c];
							expectedScores[n * CLASSES + k] += weight(c, y, x, k) * value;
							if (inside) expectedGradient[i] += seed[n * CLASSES + k] * weight(c, y, x, k);
						}
		assertArrayEquals(expectedScores, scores, 1e-4f);
		assertArrayEquals(expectedGradient, gradient, TOLERANCE);
		assertArrayEquals(scores, scorer.scores(images, count), TOLERANCE);
	}

	@Test
	void theGradientOfALinearModelIsItsWeightsInEitherLayout() throws IOException {
		for (Layout layout : Layout.values())
			try (Classifier classifier = Classifier.open(linear(layout, -1).write(folder), RAW.withLayout(layout))) {
				assertLinear(classifier, classifier.prepare(image(CHANNELS, HEIGHT, WIDTH)));
				assertEquals(List.of(), classifier.notes());
			}
	}

	@Test
	void paddingIsBlackAndHasNoGradient() throws IOException {
		ClassifierOptions fit = ClassifierOptions.defaults().withPreprocessing(new PreprocessingRequest("none", "5,7", "2",
			"fit", ""));
		for (Layout layout : Layout.values())
			try (Classifier classifier = Classifier.open(linear(layout, -1).write(folder), fit.withLayout(layout))) {
				PreparedImage wide = classifier.prepare(image(CHANNELS, 2, 8));
				assertEquals(1, wide.height());
				assertArrayEquals(new float[] { -2.5f, -3.5f }, wide.black(), 0);
				assertLinear(classifier, wide);
				assertLinear(classifier, classifier.prepare(image(CHANNELS, 6, 2)));
			}
	}

	@Test
	void aFrozenBatchOfOneIsFreed() throws IOException {
		try (Classifier classifier = Classifier.open(linear(Layout.NCHW, 1).write(folder), RAW.withLayout(Layout.NCHW))) {
			assertLinear(classifier, classifier.prepare(image(CHANNELS, HEIGHT, WIDTH)));
			assertEquals(List.of(), classifier.notes());
		}
	}

	@Test
	void aModelThatMixesItsBatchGetsOneImageAtATime() throws IOException {
		// x + mean of the batch: 2 x for one image.
		Path file = new TinyModel().input("image", ElementType.FLOAT, -1, 2, 3, 3).integers("axes", 0).node("ReduceMean",
			"mean", "image", "axes").node("Add", "sum", "image", "mean").integers("shape", -1, 18).node("Reshape", "scores",
				"sum", "shape").output("scores", -1, 18).write(folder);
		try (Classifier classifier = Classifier.open(file, RAW.withLayout(Layout.NCHW))) {
			assertTrue(classifier.notes().get(0).contains("one image at a time"), classifier.notes().toString());
			Scorer scorer = classifier.scorer(classifier.prepare(image(2, 3, 3)));
			float[] images = new float[36];
			for (int i = 0; i < 36; i++)
				images[i] = i;
			float[] expected = new float[36];
			for (int i = 0; i < 36; i++)
				expected[i] = 2 * i;
			assertArrayEquals(expected, scorer.scores(images, 2), TOLERANCE);
			float[] gradient = new float[36];
			scorer.gradient(images, 2, images, gradient);
			assertArrayEquals(expected, gradient, TOLERANCE);
		}
	}

	@Test
	void scoresAreThoseBeforeTheSoftmax() throws IOException {
		Path file = linear(Layout.NCHW, -1).node("Softmax", "probabilities", "scores").replaceOutput("probabilities", -1,
			CLASSES).write(folder);
		try (Classifier classifier = Classifier.open(file, RAW)) {
			assertLinear(classifier, classifier.prepare(image(CHANNELS, HEIGHT, WIDTH)));
			assertTrue(classifier.notes().stream().anyMatch(note -> note.contains("Softmax")), classifier.notes().toString());
		}
	}

	@Test
	void theLayoutIsDetectedFromTheShape() throws IOException {
		assertLayout("3 8 10", 3, 8, 10);
		assertLayout("3 8 10", 8, 10, 3);
		assertLayout("13 8 8", 13, 8, 8);
		assertLayout("13 8 8", 8, 8, 13);
		assertLayout("3 3 3", 3, 3, 3);
	}

	private void assertLayout(String channelsHeightWidth, int... shape) throws IOException {
		int size = shape[0] * shape[1] * shape[2];
		Path file = TinyModel.linear(new long[] { -1, shape[0], shape[1], shape[2] }, new float[size][2]).write(folder);
		try (Classifier classifier = Classifier.open(file, RAW)) {
			assertEquals(channelsHeightWidth, classifier.inputChannels() + " " + classifier.inputHeight() + " " + classifier
				.inputWidth());
			boolean ambiguous = shape[0] == shape[2];
			assertEquals(ambiguous, classifier.notes().stream().anyMatch(note -> note.contains("'layout'")));
		}
	}

	@Test
	void theSameImageGivesTheSameBitsWithAnyNumberOfThreads() throws IOException {
		Path file = linear(Layout.NCHW, -1).write(folder);
		float[][] gradients = new float[2][CHANNELS * HEIGHT * WIDTH];
		for (int run = 0; run < 2; run++)
			try (Classifier classifier = Classifier.open(file, RAW.withThreads(run + 1))) {
				PreparedImage image = classifier.prepare(image(CHANNELS, HEIGHT, WIDTH));
				classifier.scorer(image).gradient(image.pixels(), 1, new float[] { 1, 2, 3 }, gradients[run]);
			}
		assertArrayEquals(gradients[0], gradients[1], 0);
	}

	@Test
	void anOpenSizeFollowsTheSidecarThenTheImageThenADefault() throws IOException {
		Path file = new TinyModel().input("image", ElementType.FLOAT, -1, 3, -1, -1).node("GlobalAveragePool", "pooled",
			"image").node("Flatten", "scores", "pooled").output("scores", -1, 3).write(folder);
		assertInputSize(224, 224, file, RAW);
		assertInputSize(50, 80, file, RAW.withImageSize(50, 80));
		assertInputSize(224, 80, file, RAW.withImageSize(5000, 80));
		Files.writeString(folder.resolve("tiny.fijiray.yaml"), "size: [64, 48]");
		assertInputSize(64, 48, file, RAW.withImageSize(50, 80));
	}

	private static void assertInputSize(int height, int width, Path file, ClassifierOptions options) throws IOException {
		try (Classifier classifier = Classifier.open(file, options)) {
			assertEquals(height, classifier.inputHeight());
			assertEquals(width, classifier.inputWidth());
			assertTrue(classifier.notes().get(0).contains(width + " × " + height), classifier.notes().toString());
		}
	}

	@Test
	void labelsComeFromTheFileTheMetadataOrAreNumbered() throws IOException {
		assertEquals(List.of("class 0", "class 1", "class 2"), labels(linear(Layout.NCHW, -1), RAW).names());
		assertEquals(List.of("a", "b", "c"), labels(linear(Layout.NCHW, -1).metadata("classes", "a,b,c"), RAW).names());
		Path file = Files.writeString(folder.resolve("names.txt"), "x\ny\nz\n");
		assertEquals(List.of("x", "y", "z"), labels(linear(Layout.NCHW, -1).metadata("classes", "a,b,c"), RAW.withLabels(
			file)).names());
		Path two = Files.writeString(folder.resolve("two.txt"), "x\ny\n");
		String message = assertThrows(IllegalArgumentException.class, () -> labels(linear(Layout.NCHW, -1), RAW.withLabels(
			two))).getMessage();
		assertTrue(message.contains("2 names") && message.contains("3 classes"), message);
	}

	private ClassLabels labels(TinyModel model, ClassifierOptions options) throws IOException {
		try (Classifier classifier = Classifier.open(model.write(folder), options)) {
			return classifier.labels();
		}
	}

	@Test
	void modelsThatAreNoImageClassifiersAreRefused() throws IOException {
		assertRefused("2 inputs", linear(Layout.NCHW, -1).input("size", ElementType.FLOAT, 1));
		assertRefused("not an image", TinyModel.linear(new long[] { -1, 5 }, new float[5][2]));
		assertRefused("not an image", TinyModel.linear(new long[] { -1, 5, 1, 1 }, new float[5][2]));
		assertRefused("bool", new TinyModel().input("image", ElementType.BOOL, 1, 3, 4, 4).node("Flatten", "scores",
			"image").output("scores", 1, 48));
		assertRefused("number of channels", new TinyModel().input("image", ElementType.FLOAT, -1, -1, -1, -1).node(
			"Identity", "scores", "image").output("scores", -1, -1, -1, -1));
		assertRefused("too large", TinyModel.linear(new long[] { -1, 3, 1 << 20, 1 << 20 }, new float[5][2]));
	}

	@Test
	void aDescribedSizeOfNothingIsRefused() throws IOException {
		Files.writeString(folder.resolve("rdf.yaml"), """
			weights: {onnx: {source: tiny.onnx}}
			inputs: [{axes: bcyx, shape: [1, 3, 0, 8]}]
			""");
		assertRefused("8 × 0 pixels", new TinyModel().input("image", ElementType.FLOAT, -1, 3, -1, -1).node(
			"GlobalAveragePool", "pooled", "image").node("Flatten", "scores", "pooled").output("scores", -1, 3));
	}

	private void assertRefused(String because, TinyModel model) throws IOException {
		Path file = model.write(folder);
		String message = assertThrows(ModelException.class, () -> Classifier.open(file, RAW).close()).getMessage();
		assertTrue(message.contains(because) && message.contains("tiny.onnx"), message);
	}

	@Test
	void aModelWhoseOutputIsAGridIsRefused() throws IOException {
		Path file = new TinyModel().input("image", ElementType.FLOAT, -1, 3, 8, 8).node("Relu", "grid", "image").output(
			"grid", -1, 3, 8, 8).write(folder);
		assertThrows(ModelException.class, () -> Classifier.open(file, RAW).close());
	}

	@Test
	void filesThatAreNoModelsAreRefused() throws IOException {
		assertThrows(NoSuchFileException.class, () -> Classifier.open(folder.resolve("none.onnx"), RAW).close());
		Path text = Files.writeString(folder.resolve("text.onnx"), "this is not a model");
		assertThrows(ModelException.class, () -> Classifier.open(text, RAW).close());
	}

	@Test
	void cudaThatCannotStartIsRefusedWithWhatToDo() throws IOException {
		Path file = linear(Layout.NCHW, -1).write(folder);
		try (Classifier automatic = Classifier.open(file, RAW)) {
			if (automatic.provider() == Provider.CUDA) return;
		}
		String message = assertThrows(ModelException.class, () -> Classifier.open(file, RAW.withProvider(Provider.CUDA))
			.close()).getMessage();
		assertTrue(message.contains("-Pcuda") && message.contains("provider=cpu"), message);
	}

	@Test
	void aClosedClassifierSaysSo() throws IOException {
		Classifier classifier = Classifier.open(linear(Layout.NCHW, -1).write(folder), RAW);
		PreparedImage image = classifier.prepare(image(CHANNELS, HEIGHT, WIDTH));
		Scorer scorer = classifier.scorer(image);
		classifier.close();
		classifier.close();
		assertThrows(IllegalStateException.class, () -> scorer.scores(image.pixels(), 1));
	}
}
