package io.github.fijiray.attribution.extremal;

import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.classifier.BenchmarkServer;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.ClassifierOptions;
import io.github.fijiray.classifier.Scorer;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.classifier.preprocessing.SourceImage;
import io.github.fijiray.classifier.session.Provider;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import net.imglib2.img.array.ArrayImgs;

/**
 * Times explanations of six areas, by stage, beside the published scheme in PyTorch where that is found. Run by hand, as
 * {@code docs/benchmarks.md} says; the arguments are names of networks in {@code src/test/python/benchmark.py} or paths of
 * ONNX files.
 * <p>
 * Both sides work in processes of their own and take turns. System properties: {@code threads}, {@code rounds}, and
 * {@code python}, the interpreter that has PyTorch.
 * </p>
 */
public final class ExplanationBenchmark {

	private static final List<String> NETWORKS = List.of("squeezenet", "mobilenet_v2", "resnet50", "vgg16");
	private static final String THREADS = System.getProperty("threads", "1");
	private static final int ROUNDS = Integer.getInteger("rounds", 5);
	private static final int PUBLISHED_PASSES = 800;
	private static final int FAST_PASSES = ExtremalSettings.defaults().withMode(Mode.FAST, 0).passesOrDefault();
	private static final int TIMED_PASSES = 6;
	private static final String PYTHON = System.getProperty("python", "python3");
	private static final String SCRIPTS = "src/test/python/";

	private ExplanationBenchmark() {}

	public static void main(String[] args) throws Exception {
		if (args.length == 3 && args[0].equals("serve")) {
			serve(Path.of(args[1]), Integer.parseInt(args[2]));
			return;
		}
		boolean torch = BenchmarkServer.process(PYTHON, "-c", "import torch").waitFor() == 0;
		System.out.printf("Six areas, 224 × 224 pixels; milliseconds of a pass, median (least–most) of %d rounds; threads: %s%n%n", ROUNDS,
			THREADS);
		System.out.println("| network | paper | masks to session | fast | masks to session | " + (torch
			? "PyTorch | paper to PyTorch | fast to PyTorch | " : "") + "fast in all, s | " + (torch
				? "PyTorch, 800 passes, s | ratio | " : "") + "peak memory, MB |" + (torch ? " PyTorch's |" : ""));
		System.out.println("|---".repeat(torch ? 13 : 7) + "|");
		for (String network : args.length > 0 ? List.of(args) : NETWORKS)
			System.out.println(row(network, torch));
	}

	private static String row(String network, boolean torch) throws Exception {
		boolean file = network.endsWith(".onnx");
		Path model = file ? Path.of(network) : Path.of("target", "networks", network + ".onnx");
		if (!Files.exists(model)) {
			Files.createDirectories(model.getParent());
			if (BenchmarkServer.process(PYTHON, SCRIPTS + "benchmark.py", "export", model.getParent().toString(), network)
				.waitFor() != 0) throw new IOException("The network " + network +
					" could not be exported; it needs Python with PyTorch and onnx.");
		}
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		try (BenchmarkServer ours = new BenchmarkServer(BenchmarkServer.process(java, "-cp", System.getProperty(
			"java.class.path"), ExplanationBenchmark.class.getName(), "serve", model.toString(), THREADS));
				BenchmarkServer theirs = torch && !file ? new BenchmarkServer(BenchmarkServer.process(PYTHON, SCRIPTS +
					"paper_scheme.py", network, THREADS)) : null)
		{
			return "| " + model.getFileName().toString().replace(".onnx", "") + measured(ours, theirs);
		}
	}

	private static String measured(BenchmarkServer ours, BenchmarkServer theirs) throws IOException {
		double[] paper = new double[ROUNDS], session = new double[ROUNDS], fast = new double[ROUNDS], fastSession =
			new double[ROUNDS], torch = new double[ROUNDS];
		for (int round = -1; round < ROUNDS; round++) {
			int to = Math.max(round, 0);
			paper[to] = ours.ask("paper");
			session[to] = ours.ask("session");
			if (theirs != null) torch[to] = theirs.ask("paper");
			if (round < 0) continue;
			fast[to] = ours.ask("fast");
			fastSession[to] = ours.ask("session");
		}
		String row = " | " + spread(paper) + masks(paper, session) + " | " + spread(fast) + masks(fast, fastSession);
		double seconds = FAST_PASSES * median(fast) / 1e3, published = PUBLISHED_PASSES * median(torch) / 1e3;
		if (theirs != null) row += String.format(" | %s | **%.2f** | **%.2f**", spread(torch), median(paper) / median(torch),
			median(fast) / median(torch));
		row += String.format(" | %.1f", seconds);
		if (theirs != null) row += String.format(" | %.0f | **1 : %.0f**", published, published / seconds);
		row += String.format(" | %.0f |", ours.ask("memory"));
		return theirs == null ? row : row + String.format(" %.0f |", theirs.ask("memory"));
	}

	/** What a pass takes beside the classifier, as a share of what the classifier takes. */
	private static String masks(double[] pass, double[] session) {
		return String.format(" | %.0f %%", 100 * (median(pass) / median(session) - 1));
	}

	/** Median, smallest and largest value. */
	private static String spread(double[] values) {
		return String.format("%.0f (%.0f–%.0f)", median(values), Arrays.stream(values).min().orElseThrow(), Arrays.stream(
			values).max().orElseThrow());
	}

	private static double median(double[] values) {
		return Arrays.stream(values).sorted().toArray()[values.length / 2];
	}

	/**
	 * Answers each line: {@code paper} with the milliseconds of one of some passes, {@code fast} with those of a whole
	 * explanation divided by its passes, {@code session} with what of a pass the classifier took the last time, and
	 * {@code memory} with the largest resident memory so far in MB.
	 */
	private static void serve(Path model, int threads) throws IOException {
		ClassifierOptions options = ClassifierOptions.defaults().withProvider(Provider.CPU).withThreads(threads);
		System.setProperty("java.util.concurrent.ForkJoinPool.common.parallelism", String.valueOf(Math.max(1, threads - 1)));
		BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		try (Classifier classifier = Classifier.open(model, options)) {
			Random random = new Random(1);
			float[] pixels = new float[classifier.inputWidth() * classifier.inputHeight() * classifier.inputChannels()];
			for (int i = 0; i < pixels.length; i++)
				pixels[i] = random.nextFloat();
			PreparedImage image = classifier.prepare(new SourceImage(ArrayImgs.floats(pixels, classifier.inputWidth(),
				classifier.inputHeight(), classifier.inputChannels()), 1));
			TimedScorer scorer = new TimedScorer(classifier.scorer(image));
			for (String line = questions.readLine(); line != null; line = questions.readLine())
				System.out.println(switch (line) {
					case "paper" -> pass(scorer, image);
					case "fast" -> whole(scorer, image) / FAST_PASSES;
					case "session" -> scorer.median();
					default -> BenchmarkServer.peakMemory();
				});
		}
	}

	private static double pass(TimedScorer scorer, PreparedImage image) {
		List<Long> ends = new ArrayList<>();
		scorer.milliseconds.clear();
		ExtremalPerturbation.explain(scorer, image, 0, ExtremalSettings.defaults().withMode(Mode.PAPER, TIMED_PASSES + 1), (pass,
			passes, masks) -> ends.add(System.nanoTime()));
		double[] times = new double[ends.size() - 1];
		for (int i = 0; i < times.length; i++)
			times[i] = (ends.get(i + 1) - ends.get(i)) / 1e6;
		return median(times);
	}

	private static double whole(TimedScorer scorer, PreparedImage image) {
		scorer.milliseconds.clear();
		long start = System.nanoTime();
		ExtremalPerturbation.explain(scorer, image, 0, ExtremalSettings.defaults().withMode(Mode.FAST, 0), Monitor.SILENT);
		return (System.nanoTime() - start) / 1e6;
	}

	/** Notes how long each gradient takes. */
	private static final class TimedScorer implements Scorer {

		private final Scorer scorer;
		private final List<Double> milliseconds = new ArrayList<>();

		TimedScorer(Scorer scorer) {
			this.scorer = scorer;
		}

		double median() {
			return ExplanationBenchmark.median(milliseconds.stream().mapToDouble(Double::doubleValue).toArray());
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
			long start = System.nanoTime();
			float[] scores = scorer.gradient(images, count, seed, gradient);
			milliseconds.add((System.nanoTime() - start) / 1e6);
			return scores;
		}
	}
}
