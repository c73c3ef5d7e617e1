package io.github.fijiray.attribution.extremal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.attribution.Game;
import io.github.fijiray.attribution.MaskObjective;
import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.ClassifierOptions;
import io.github.fijiray.classifier.ClassifierTail;
import io.github.fijiray.classifier.ContentGraph;
import io.github.fijiray.classifier.JoinableScorer;
import io.github.fijiray.classifier.JoinedScorer;
import io.github.fijiray.classifier.Scorer;
import io.github.fijiray.classifier.preprocessing.Placement;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.classifier.session.Provider;
import io.github.fijiray.mask.Lattice;
import io.github.fijiray.mask.SmaxMask;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Models;
import io.github.fijiray.onnx.TensorData;
import io.github.fijiray.perturbation.FadeReference;
import io.github.fijiray.perturbation.PerturbationFactory;
import io.github.fijiray.perturbation.PerturbationKind;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The masks in one graph with the classifier give what the masks in Java give. */
class GraphObjectiveTest {

	private static final Path SOUND = Path.of("sample-data", "models", "sound.onnx");
	private static final Path SHORTCUT = Path.of("sample-data", "models", "shortcut.onnx");
	private static final int TARGET = 1;
	private static final int HILL_SIZE = 56;
	private static final double VALUE_TOLERANCE = 2e-5;
	private static final double GRADIENT_TOLERANCE = 2e-4;
	/** Between blurred copies of the image are kinks, in the sample networks are more of them. */
	private static final double KINKS_TOLERANCE = 2e-3;
	private static final double MANY_KINKS_TOLERANCE = 2e-2;

	@TempDir
	private Path folder;

	private static Stream<Arguments> games() {
		return Stream.of(Game.values()).flatMap(game -> Stream.of(PerturbationKind.values()).flatMap(kind -> Stream.of(
			Arguments.of(game, kind, false), Arguments.of(game, kind, true))));
	}

	@ParameterizedTest
	@MethodSource("games")
	void valuesAndGradientsAreThoseOfJava(Game game, PerturbationKind kind, boolean mirrored) throws IOException {
		final ExtremalSettings settings = settings(game, kind);
		final Random random = new Random(5);
		assertSame(network(40, 52, false), image(40, 52, 40, 52), settings, mirrored, a -> random.nextFloat());
		assertSame(SOUND, image(96, 96, 96, 96), settings, mirrored, a -> random.nextFloat());
	}

	/** The batch of the second sample model is frozen to one image. */
	@Test
	void imagesThatHaveToBeComputedOneByOneAreThoseOfJava() throws IOException {
		final Random random = new Random(6);
		assertSame(SHORTCUT, image(96, 96, 96, 96), settings(Game.HYBRID, PerturbationKind.BLUR), false, a -> random
			.nextFloat());
	}

	@ParameterizedTest
	@CsvSource({ "false,false", "true,false", "false,true", "true,true" })
	void contentBetweenPaddingIsThatOfJava(boolean channelsLast, boolean mirrored) throws IOException {
		final Random random = new Random(7);
		final Path network = network(40, 52, channelsLast);
		for (PerturbationKind kind : PerturbationKind.values())
			assertSame(network, image(40, 37, 40, 52), settings(Game.HYBRID, kind), mirrored, a -> random.nextFloat());
		assertSame(network, image(23, 52, 40, 52), settings(Game.DELETION, PerturbationKind.BLUR), mirrored, a -> random
			.nextFloat());
	}

	/** Where masks are 1, and where they are 0, a gradient has to flow as it does in Java. */
	@ParameterizedTest
	@MethodSource("games")
	void masksOfOnesAndZerosHaveTheGradientsOfJava(Game game, PerturbationKind kind, boolean mirrored) throws IOException {
		for (int constant = 0; constant <= 1; constant++) {
			final int value = constant;
			assertSame(network(44, 44, false), image(44, 44, 44, 44), settings(game, kind), mirrored, a -> value);
		}
	}

	@Test
	void furtherTermIsAddedAnewInEveryCall() throws IOException {
		final ExtremalSettings settings = settings(Game.PRESERVATION, PerturbationKind.FADE);
		try (Classifier classifier = open(network(40, 52, false))) {
			final PreparedImage image = image(40, 52, 40, 52);
			final LatticeMask[] java = masks(image, settings, 2, a -> 0.4), graph = masks(image, settings, 2, a -> 0.4);
			final LatticeObjective.PixelTerm term = (a, gradient) -> {
				for (int i = 0; i < gradient.length; i++)
					gradient[i] += (a + 1) * (i % 7);
			};
			java(classifier, image, settings).gradient(java, true, term);
			try (GraphObjective objective = graph(classifier, image, settings)) {
				for (int call = 0; call < 2; call++)
					objective.gradient(graph, true, term);
			}
			assertClose(java, graph, GRADIENT_TOLERANCE);
		}
	}

	/** Where few pixels decide, rounding decides on the others: masks score alike and are only similar. */
	@ParameterizedTest
	@CsvSource({ "PRESERVATION,BLUR", "DELETION,BLUR", "HYBRID,FADE" })
	void ascentEndsInNearlyTheSameMasks(Game game, PerturbationKind kind) throws IOException {
		final ExtremalSettings settings = settings(game, kind).withMode(Mode.PAPER, 200).withAreas(0.06, 0.2);
		try (Classifier classifier = open(lightNetwork())) {
			final PreparedImage image = hill();
			final Scorer scorer = classifier.scorer(image);
			final ExtremalResult java = ExtremalPerturbation.explain(scorer, image, TARGET, settings.withArithmetic(
				MaskArithmetic.JAVA), Monitor.SILENT);
			final ExtremalResult graph = ExtremalPerturbation.explain(scorer, image, TARGET, settings, Monitor.SILENT);
			assertEquals(MaskArithmetic.JAVA, java.arithmetic());
			assertEquals(MaskArithmetic.GRAPH, graph.arithmetic());
			for (int a = 0; a < 2; a++) {
				final float[] one = java.masks().get(a).mask(), other = graph.masks().get(a).mask();
				final double difference = IntStream.range(0, one.length).mapToDouble(i -> Math.abs(one[i] - other[i])).average()
					.orElseThrow();
				assertTrue(difference < (game == Game.HYBRID ? 0.01 : 0.1), "masks differ by " + difference + " in the mean");
				assertEquals(java.masks().get(a).scoreKept(), graph.masks().get(a).scoreKept(), 0.01);
			}
		}
	}

	/** What such a graph gives is the gradient of one class, and no weighted sum. */
	@Test
	void savedTrainingGraphOfOneClassIsTakenToo() throws IOException {
		final Path saved = folder.resolve("saved.onnx");
		try (Classifier classifier = open(network(40, 52, false))) {
			classifier.trainingGraph().forClass(OptionalInt.empty()).save(saved);
		}
		final Random random = new Random(8);
		assertSame(saved, image(40, 52, 40, 52), settings(Game.HYBRID, PerturbationKind.FADE), true, a -> random.nextFloat());
	}

	@Test
	void placesOfALayerAreMaskedAsInJava() throws IOException {
		final ExtremalSettings settings = settings(Game.HYBRID, PerturbationKind.FADE).withMode(Mode.PAPER, 1);
		try (Classifier classifier = open(SOUND); ClassifierTail tail = classifier.tail(classifier.layers().all().get(4), image(
			96, 96, 96, 96)))
		{
			final PreparedImage layer = tail.activation();
			final Random random = new Random(9);
			final LatticeMask[] java = masks(layer, settings, 2, a -> random.nextFloat()), graph = masks(layer, settings, 2,
				a -> 0);
			for (int a = 0; a < 2; a++)
				System.arraycopy(java[a].nodes(), 0, graph[a].nodes(), 0, java[a].nodes().length);
			final PerturbationFactory perturbations = perturbations(layer, settings);
			final float[] expected = new JavaObjective(new MaskObjective(tail.scorer(), perturbations.perturb(layer.pixels(),
				layer.height(), layer.width()), TARGET, settings.game())).gradient(java, false, LatticeObjective.PixelTerm.NONE);
			try (GraphObjective objective = GraphObjective.open(tail.scorer(), layer, TARGET, settings, perturbations)
				.orElseThrow())
			{
				final float[] rewards = objective.gradient(graph, false, LatticeObjective.PixelTerm.NONE);
				assertArrayEquals(expected, rewards, 1e-4f);
			}
			assertClose(java, graph, MANY_KINKS_TOLERANCE);
		}
	}

	@Test
	void onTheCpuMasksAreComputedInJavaUnlessTheGraphIsAskedFor() throws IOException {
		final ExtremalSettings settings = settings(Game.PRESERVATION, PerturbationKind.FADE).withMode(Mode.PAPER, 1)
			.withArithmetic(MaskArithmetic.AUTO);
		try (Classifier classifier = open(SOUND)) {
			final PreparedImage image = image(96, 96, 96, 96);
			assertEquals(MaskArithmetic.JAVA, ExtremalPerturbation.explain(classifier.scorer(image), image, TARGET, settings,
				Monitor.SILENT).arithmetic());
		}
	}

	@Test
	void onAGpuTheGraphIsChosenInModePaper() throws IOException {
		final ExtremalSettings settings = settings(Game.PRESERVATION, PerturbationKind.FADE).withMode(Mode.PAPER, 1)
			.withArithmetic(MaskArithmetic.AUTO);
		try (Classifier classifier = open(SOUND)) {
			final PreparedImage image = image(96, 96, 96, 96);
			final JoinableScorer scorer = (JoinableScorer) classifier.scorer(image);
			final GpuScorer gpu = new GpuScorer(scorer);
			assertEquals(MaskArithmetic.GRAPH, ExtremalPerturbation.explain(gpu, image, TARGET, settings, Monitor.SILENT)
				.arithmetic());
			assertEquals(MaskArithmetic.JAVA, ExtremalPerturbation.explain(gpu, image, TARGET, settings.withMode(Mode.FAST, 1),
				Monitor.SILENT).arithmetic());
			assertEquals(MaskArithmetic.JAVA, ExtremalPerturbation.explain(gpu, image, TARGET, settings.withArithmetic(
				MaskArithmetic.JAVA), Monitor.SILENT).arithmetic());
		}
	}

	@Test
	void scorerWithoutGraphIsRefused() throws IOException {
		final ExtremalSettings settings = settings(Game.PRESERVATION, PerturbationKind.FADE);
		try (Classifier classifier = open(SOUND)) {
			final PreparedImage image = image(96, 96, 96, 96);
			final Scorer plain = new ForwardingScorer(classifier.scorer(image));
			assertThrows(IllegalArgumentException.class, () -> ExtremalPerturbation.explain(plain, image, TARGET, settings,
				Monitor.SILENT));
		}
	}

	private void assertSame(Path model, PreparedImage image, ExtremalSettings settings, boolean mirrored,
		IntToDoubleFunction nodes) throws IOException
	{
		try (Classifier classifier = open(model)) {
			final LatticeMask[] java = masks(image, settings, 3, nodes), graph = new LatticeMask[3];
			for (int a = 0; a < 3; a++)
				graph[a] = new LatticeMask(java[a].smooth(), java[a].nodes(), java[a].mask(), new float[java[a].nodes().length]);
			final float[] expected = java(classifier, image, settings).gradient(java, mirrored, LatticeObjective.PixelTerm.NONE);
			try (GraphObjective objective = graph(classifier, image, settings)) {
				final float[] rewards = objective.gradient(graph, mirrored, LatticeObjective.PixelTerm.NONE);
				for (int a = 0; a < 3; a++)
					assertEquals(expected[a], rewards[a], VALUE_TOLERANCE * (1 + Math.abs(expected[a])), "mask " + a);
			}
			final boolean sample = model.startsWith("sample-data");
			assertClose(java, graph, sample ? MANY_KINKS_TOLERANCE : settings.perturbation() == PerturbationKind.BLUR
				? KINKS_TOLERANCE : GRADIENT_TOLERANCE);
		}
	}

	/** A pixel within rounding of a kink, of the perturbation or the network, may have the derivative of its other side. */
	private static void assertClose(LatticeMask[] java, LatticeMask[] graph, double tolerance) {
		for (int a = 0; a < java.length; a++) {
			final float[] expected = java[a].nodeGradient(), found = graph[a].nodeGradient();
			double size = 0, difference = 0;
			for (int i = 0; i < expected.length; i++) {
				size += expected[i] * expected[i];
				difference += (expected[i] - found[i]) * (expected[i] - found[i]);
			}
			assertTrue(size > 0, "there is no gradient");
			assertEquals(0, Math.sqrt(difference / size), tolerance, "mask " + a);
		}
	}

	private static LatticeObjective java(Classifier classifier, PreparedImage image, ExtremalSettings settings) {
		return new JavaObjective(new MaskObjective(classifier.scorer(image), perturbations(image, settings).perturb(image
			.pixels(), image.height(), image.width()), TARGET, settings.game()));
	}

	private static GraphObjective graph(Classifier classifier, PreparedImage image, ExtremalSettings settings) {
		return GraphObjective.open(classifier.scorer(image), image, TARGET, settings, perturbations(image, settings))
			.orElseThrow();
	}

	private static PerturbationFactory perturbations(PreparedImage image, ExtremalSettings settings) {
		return new PerturbationFactory(settings.perturbation(), settings.reference(), settings.blurSigma(), image.black());
	}

	private static LatticeMask[] masks(PreparedImage image, ExtremalSettings settings, int count,
		IntToDoubleFunction nodes)
	{
		final double sigma = settings.smoothnessFor(image.height(), image.width());
		final Lattice lattice = Lattice.forSigma(image.height(), image.width(), sigma);
		return IntStream.range(0, count).mapToObj(a -> {
			final SmaxMask smooth = new SmaxMask(lattice, sigma);
			final float[] values = new float[lattice.size()], mask = new float[lattice.pixels()];
			for (int i = 0; i < values.length; i++)
				values[i] = (float) nodes.applyAsDouble(a);
			smooth.forward(values, mask);
			return new LatticeMask(smooth, values, mask, new float[values.length]);
		}).toArray(LatticeMask[]::new);
	}

	private static ExtremalSettings settings(Game game, PerturbationKind kind) {
		return ExtremalSettings.defaults().withMode(Mode.PAPER, 0).withGame(game).withPerturbation(kind, FadeReference.MEAN).withArithmetic(
			MaskArithmetic.GRAPH);
	}

	private static Classifier open(Path model) throws IOException {
		return Classifier.open(model, ClassifierOptions.defaults().withProvider(Provider.CPU));
	}

	/** Two channels of noise over a slope, in the middle of the classifier's input. */
	private static PreparedImage image(int height, int width, int inputHeight, int inputWidth) {
		final float[] pixels = new float[2 * height * width];
		final Random random = new Random(3);
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = (float) (i % width) / width + (float) (i / width) / (2 * height) + 0.3f * (float) random.nextGaussian();
		return new PreparedImage(pixels, 2, new float[] { -0.5f, 0.25f }, new Placement(width, height, 0, 0, width, height,
			width, height), inputHeight, inputWidth, List.of());
	}

	/** A smooth network of two channels and three classes with a memory of places. */
	private Path network(int height, int width, boolean channelsLast) throws IOException {
		final int places = height * width / 4;
		final Models model = channelsLast ? Models.input("image", -1, height, width, 2).node("Transpose", "planes", "image")
			.with("perm", new long[] { 0, 3, 1, 2 }) : Models.input("planes", -1, 2, height, width);
		return model.initializer(TensorData.floats("kernel", new long[] { 4, 2, 3, 3 }, randoms(1, 72, 0.3)))
			.initializer(TensorData.floats("rows", new long[] { 3, 4 * places }, randoms(2, 12 * places, 1)))
			.node("Conv", "conv", "planes", "kernel").with("strides", new long[] { 2, 2 }).with("pads", new long[] { 1, 1, 1, 1 })
			.node("Tanh", "tanh", "conv").node("Flatten", "flat", "tanh").node("Gemm", "scores", "flat", "rows").with("transB",
				1).output("scores", -1, 3).write(folder.resolve(channelsLast ? "last.onnx" : "first.onnx"));
	}

	/** Light that falls from one place to all sides, so that one mask of every area is the best. */
	private static PreparedImage hill() {
		final float[] pixels = new float[2 * HILL_SIZE * HILL_SIZE];
		for (int i = 0; i < pixels.length; i++) {
			final double x = (i % HILL_SIZE - 36) / 12.0, y = (i / HILL_SIZE % HILL_SIZE - 20) / 9.0;
			pixels[i] = (float) Math.exp(-(x * x + y * y) / 2);
		}
		return new PreparedImage(pixels, 2, new float[2], new Placement(HILL_SIZE, HILL_SIZE, 0, 0, HILL_SIZE, HILL_SIZE,
			HILL_SIZE, HILL_SIZE), HILL_SIZE, HILL_SIZE, List.of());
	}

	/** Class 1 scores by the amount of light, and saturates. */
	private Path lightNetwork() throws IOException {
		final int size = 2 * HILL_SIZE * HILL_SIZE;
		final float[] rows = new float[2 * size];
		Arrays.fill(rows, size, 2 * size, 1e-3f);
		return Models.input("image", -1, 2, HILL_SIZE, HILL_SIZE).initializer(TensorData.floats("rows", new long[] { 2, size },
			rows)).node("Flatten", "flat", "image").node("Gemm", "light", "flat", "rows").with("transB", 1).node("Tanh",
				"scores", "light").output("scores", -1, 2).write(folder.resolve("light.onnx"));
	}

	private static float[] randoms(long seed, int size, double scale) {
		final Random random = new Random(seed);
		final float[] values = new float[size];
		for (int i = 0; i < size; i++)
			values[i] = (float) (scale * random.nextGaussian());
		return values;
	}

	/** Hides the graph of a scorer. */
	private record ForwardingScorer(Scorer scorer) implements Scorer {

		@Override
		public int channels() {
			return scorer.channels();
		}

		@Override
		public int height() {
			return scorer.height();
		}

		@Override
		public int width() {
			return scorer.width();
		}

		@Override
		public int classes() {
			return scorer.classes();
		}

		@Override
		public float[] scores(float[] images, int count) {
			return scorer.scores(images, count);
		}

		@Override
		public float[] gradient(float[] images, int count, float[] seed, float[] gradient) {
			return scorer.gradient(images, count, seed, gradient);
		}
	}

	/** Says that it is on a GPU. */
	private record GpuScorer(JoinableScorer scorer) implements JoinableScorer {

		@Override
		public Provider provider() {
			return Provider.CUDA;
		}

		@Override
		public JoinedScorer join(ContentGraph contents) throws ModelException {
			return scorer.join(contents);
		}

		@Override
		public int channels() {
			return scorer.channels();
		}

		@Override
		public int height() {
			return scorer.height();
		}

		@Override
		public int width() {
			return scorer.width();
		}

		@Override
		public int classes() {
			return scorer.classes();
		}

		@Override
		public float[] scores(float[] images, int count) {
			return scorer.scores(images, count);
		}

		@Override
		public float[] gradient(float[] images, int count, float[] seed, float[] gradient) {
			return scorer.gradient(images, count, seed, gradient);
		}
	}
}
