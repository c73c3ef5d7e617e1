package io.github.fijiray.attribution.extremal;

import io.github.fijiray.attribution.MaskObjective;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.ClassifierOptions;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.classifier.preprocessing.SourceImage;
import io.github.fijiray.classifier.session.Provider;
import io.github.fijiray.mask.Lattice;
import io.github.fijiray.mask.SmaxMask;
import io.github.fijiray.perturbation.PerturbationFactory;
import io.github.fijiray.perturbation.PerturbationKind;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

import net.imglib2.img.array.ArrayImgs;

/**
 * Times one pass of six areas from the nodes of the masks to their gradients, computed in Java around the classifier and
 * in one graph with it, which take turns. Run by hand, as {@code docs/benchmarks.md} says, with ONNX files as arguments.
 * System properties: {@code threads}, {@code rounds}, and {@code provider}, as in {@code cuda}.
 */
final class ObjectiveBenchmark {

	private static final int AREAS = 6;
	private static final int WARM_UP = 3;
	private static final int THREADS = Integer.getInteger("threads", 1);
	private static final int ROUNDS = Integer.getInteger("rounds", 15);

	private ObjectiveBenchmark() {}

	public static void main(String[] args) throws Exception {
		System.setProperty("java.util.concurrent.ForkJoinPool.common.parallelism", String.valueOf(Math.max(1, THREADS - 1)));
		System.out.printf("Milliseconds of a pass of %d areas, median of %d rounds; threads: %d%n%n", AREAS, ROUNDS, THREADS);
		System.out.println("| network | input | provider | perturbation | Java | of it session | one graph | its ratio to Java |");
		System.out.println("|---".repeat(8) + "|");
		final ClassifierOptions options = ClassifierOptions.defaults().withThreads(THREADS).withProvider(Provider.parse(System
			.getProperty("provider", "auto")));
		for (String model : args)
			try (Classifier classifier = Classifier.open(Path.of(model), options)) {
				for (PerturbationKind kind : PerturbationKind.values())
					System.out.println(row(classifier, kind, Path.of(model).getFileName().toString().replace(".onnx", "")));
			}
	}

	private static String row(Classifier classifier, PerturbationKind kind, String name) {
		final PreparedImage image = noise(classifier);
		final ExtremalSettings settings = ExtremalSettings.defaults().withMode(Mode.PAPER, 0).withPerturbation(kind, ExtremalSettings.defaults()
			.reference()).withArithmetic(MaskArithmetic.GRAPH);
		final PerturbationFactory perturbations = new PerturbationFactory(kind, settings.reference(), settings.blurSigma(),
			image.black());
		final LatticeMask[] masks = masks(image, settings);
		final LatticeObjective java = new JavaObjective(new MaskObjective(classifier.scorer(image), perturbations.perturb(image
			.pixels(), image.height(), image.width()), 0, settings.game()));
		final float[] images = new float[AREAS * image.pixels().length], gradients = new float[images.length];
		final float[] seed = new float[AREAS * classifier.labels().size()];
		final double[] inJava = new double[ROUNDS], session = new double[ROUNDS], inGraph = new double[ROUNDS];
		final var scorer = classifier.scorer(image);
		try (GraphObjective graph = GraphObjective.open(scorer, image, 0, settings, perturbations).orElseThrow()) {
			for (int round = -WARM_UP; round < ROUNDS; round++) {
				final int to = Math.max(round, 0);
				inJava[to] = milliseconds(() -> {
					for (LatticeMask mask : masks)
						mask.smooth().forward(mask.nodes(), mask.mask());
					java.gradient(masks, false, LatticeObjective.PixelTerm.NONE);
				});
				session[to] = milliseconds(() -> scorer.gradient(images, AREAS, seed, gradients));
				inGraph[to] = milliseconds(() -> graph.gradient(masks, false, LatticeObjective.PixelTerm.NONE));
			}
		}
		return String.format("| %s | %d² | %s | %s | %.1f | %.1f | %.1f | **%.2f** |", name, image.width(), classifier
			.provider(), kind.name().toLowerCase(), median(inJava), median(session), median(inGraph), median(inGraph) / median(
				inJava));
	}

	private static PreparedImage noise(Classifier classifier) {
		final Random random = new Random(1);
		final float[] pixels = new float[classifier.inputWidth() * classifier.inputHeight() * classifier.inputChannels()];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = random.nextFloat();
		return classifier.prepare(new SourceImage(ArrayImgs.floats(pixels, classifier.inputWidth(), classifier.inputHeight(),
			classifier.inputChannels()), 1));
	}

	private static LatticeMask[] masks(PreparedImage image, ExtremalSettings settings) {
		final double sigma = settings.smoothnessFor(image.height(), image.width());
		final Lattice lattice = Lattice.forSigma(image.height(), image.width(), sigma);
		final SmaxMask smooth = new SmaxMask(lattice, sigma);
		final Random random = new Random(2);
		return IntStream.range(0, AREAS).mapToObj(a -> {
			final float[] nodes = new float[lattice.size()];
			for (int i = 0; i < nodes.length; i++)
				nodes[i] = random.nextFloat();
			return new LatticeMask(smooth.another(), nodes, new float[lattice.pixels()], new float[nodes.length]);
		}).toArray(LatticeMask[]::new);
	}

	private static double milliseconds(Runnable work) {
		final long start = System.nanoTime();
		work.run();
		return (System.nanoTime() - start) / 1e6;
	}

	private static double median(double[] values) {
		return Arrays.stream(values).sorted().toArray()[values.length / 2];
	}
}
