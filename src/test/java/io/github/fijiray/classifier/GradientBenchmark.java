package io.github.fijiray.classifier;

import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.classifier.preprocessing.SourceImage;
import io.github.fijiray.classifier.session.Provider;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import net.imglib2.img.array.ArrayImgs;

/**
 * Times classifiers forward, and forward and backward, beside PyTorch where that is found. Run by hand, as
 * {@code docs/benchmarks.md} says; the arguments are names of networks in {@code src/test/python/benchmark.py} or paths
 * of ONNX files.
 * <p>
 * Each side works in a process of its own, and they take turns, so that a disturbance of the machine hits both. System
 * properties: {@code threads} of one computation, {@code rounds}, and {@code python}, the interpreter that has PyTorch.
 * </p>
 */
public final class GradientBenchmark {

	private static final List<String> NETWORKS = List.of("vgg16", "resnet50", "squeezenet", "googlenet", "mobilenet_v2",
		"densenet121", "vit_s");
	private static final int[] BATCHES = { 6, 1 };
	private static final String THREADS = System.getProperty("threads", "1");
	private static final int ROUNDS = Integer.getInteger("rounds", 15);
	private static final int WARM_UP = 3;
	private static final String PYTHON = System.getProperty("python", "python3");
	private static final String SCRIPT = "src/test/python/benchmark.py";

	private GradientBenchmark() {}

	public static void main(String[] args) throws Exception {
		if (args.length == 3 && args[0].equals("serve")) {
			serve(Path.of(args[1]), Integer.parseInt(args[2]));
			return;
		}
		boolean torch = BenchmarkServer.process(PYTHON, "-c", "import torch").waitFor() == 0;
		System.out.printf("Milliseconds: median of %d rounds ± half of the interquartile range; %d cores, %s; threads: %s%n%n",
			ROUNDS, Runtime.getRuntime().availableProcessors(), System.getProperty("os.arch"), THREADS);
		System.out.println("| network | images | forward | forward + backward | its ratio to forward " + (torch
			? "| PyTorch forward | PyTorch forward + backward | ratio to PyTorch " : "") + "| peak memory, MB " + (torch
				? "| PyTorch's " : "") + "|");
		System.out.println("|---|---|---|---|---|" + (torch ? "---|---|---|---|---|" : "---|"));
		for (String network : args.length > 0 ? List.of(args) : NETWORKS)
			compare(network, torch);
	}

	private static void compare(String network, boolean torch) throws Exception {
		boolean file = network.endsWith(".onnx");
		Path model = file ? Path.of(network) : Path.of("target", "networks", network + ".onnx");
		if (!Files.exists(model)) {
			Files.createDirectories(model.getParent());
			if (BenchmarkServer.process(PYTHON, SCRIPT, "export", model.getParent().toString(), network).waitFor() != 0)
				throw new IOException("The network " + network + " could not be exported; it needs Python with PyTorch and onnx.");
		}
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		try (BenchmarkServer ours = new BenchmarkServer(BenchmarkServer.process(java, "-cp", System.getProperty("java.class.path"), GradientBenchmark.class
			.getName(), "serve", model.toString(), THREADS)); BenchmarkServer theirs = torch && !file ? new BenchmarkServer(BenchmarkServer.process(PYTHON,
				SCRIPT, "serve", network, THREADS)) : null)
		{
			for (int images : BATCHES) {
				System.out.println(row(network, images, ours, theirs));
			}
		}
	}

	private static String row(String network, int images, BenchmarkServer ours, BenchmarkServer theirs) throws IOException {
		double[] gradient = new double[ROUNDS], forward = new double[ROUNDS];
		double[] torchGradient = new double[ROUNDS], torchForward = new double[ROUNDS];
		for (int round = -WARM_UP; round < ROUNDS; round++) {
			int to = Math.max(round, 0);
			gradient[to] = ours.ask("gradient " + images);
			if (theirs != null) torchGradient[to] = theirs.ask("gradient " + images);
		}
		double memory = ours.ask("memory");
		double torchMemory = theirs == null ? 0 : theirs.ask("memory");
		for (int round = -WARM_UP; round < ROUNDS; round++) {
			int to = Math.max(round, 0);
			forward[to] = ours.ask("forward " + images);
			if (theirs != null) torchForward[to] = theirs.ask("forward " + images);
		}
		String name = Path.of(network).getFileName().toString();
		String row = String.format("| %s | %d | %s | %s | %.2f ", name, images, shown(forward), shown(gradient), median(
			gradient) / median(forward));
		if (theirs != null) row += String.format("| %s | %s | **%.2f** ", shown(torchForward), shown(torchGradient), median(
			gradient) / median(torchGradient));
		row += images == BATCHES[0] ? String.format("| %.0f ", memory) : "| ";
		if (theirs != null) row += images == BATCHES[0] ? String.format("| %.0f ", torchMemory) : "| ";
		return row + "|";
	}

	private static double median(double[] values) {
		return quantile(values, 0.5);
	}

	private static String shown(double[] values) {
		return String.format("%.1f ± %.1f", median(values), (quantile(values, 0.75) - quantile(values, 0.25)) / 2);
	}

	private static double quantile(double[] values, double share) {
		return Arrays.stream(values).sorted().toArray()[(int) Math.round(share * (values.length - 1))];
	}

	/**
	 * Answers each line {@code forward N} or {@code gradient N}, N images, with milliseconds, and {@code memory} with the
	 * largest resident memory so far in MB.
	 */
	private static void serve(Path model, int threads) throws IOException {
		ClassifierOptions options = ClassifierOptions.defaults().withProvider(Provider.CPU).withThreads(threads);
		BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		try (Classifier classifier = Classifier.open(model, options)) {
			PreparedImage image = classifier.prepare(new SourceImage(ArrayImgs.floats(classifier.inputWidth(), classifier
				.inputHeight(), classifier.inputChannels()), 1));
			Scorer scorer = classifier.scorer(image);
			for (String line = questions.readLine(); line != null; line = questions.readLine())
				System.out.println(line.equals("memory") ? BenchmarkServer.peakMemory() : milliseconds(scorer, line.split(" ")));
		}
	}

	private static double milliseconds(Scorer scorer, String[] question) {
		int count = Integer.parseInt(question[1]);
		float[] images = new float[count * scorer.channels() * scorer.height() * scorer.width()];
		Random random = new Random(count);
		for (int i = 0; i < images.length; i++)
			images[i] = (float) random.nextGaussian();
		float[] seed = new float[count * scorer.classes()];
		Arrays.fill(seed, 1e-3f);
		float[] gradient = new float[images.length];
		long start = System.nanoTime();
		if (question[0].equals("gradient")) scorer.gradient(images, count, seed, gradient);
		else scorer.scores(images, count);
		return (System.nanoTime() - start) / 1e6;
	}
}
