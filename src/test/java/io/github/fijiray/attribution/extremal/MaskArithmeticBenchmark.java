package io.github.fijiray.attribution.extremal;

import io.github.fijiray.classifier.BenchmarkServer;
import io.github.fijiray.mask.AreaPenalty;
import io.github.fijiray.mask.AreaProjection;
import io.github.fijiray.mask.Lattice;
import io.github.fijiray.mask.SmaxMask;
import io.github.fijiray.perturbation.BlurPerturbation;
import io.github.fijiray.perturbation.Part;
import io.github.fijiray.perturbation.Perturbation;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Times what one pass costs beside the classifier, in one thread: run by hand, on a machine at rest, with
 *
 * <pre>
 * mvn -q test-compile
 * java -cp target/classes:target/test-classes io.github.fijiray.attribution.extremal.MaskArithmeticBenchmark [size] [areas]
 * </pre>
 *
 * It prints the milliseconds that each step takes for all areas (224 pixels and 6 areas unless told otherwise): the median
 * over rounds, and in brackets what a tenth of them stays below and above. The steps take turns, so that a disturbance of
 * the machine hits all of them. Of 224 pixels and 6 areas it compares a pass with the same work in PyTorch, where the
 * interpreter of the system property {@code python} has it.
 */
final class MaskArithmeticBenchmark {

	private static final int WARM_UP = 100;
	private static final int ROUNDS = 200;
	private static final int TORCH_ROUNDS = 11;
	private static final String PYTHON = System.getProperty("python", "python3");

	private record Step(String name, Runnable work, double[] milliseconds) {

		Step(String name, Runnable work) {
			this(name, work, new double[ROUNDS]);
		}

		void run(int round) {
			final long start = System.nanoTime();
			work.run();
			if (round >= 0) milliseconds[round] = (System.nanoTime() - start) / 1e6;
		}
	}

	private MaskArithmeticBenchmark() {}

	public static void main(String[] args) throws Exception {
		final int size = args.length > 0 ? Integer.parseInt(args[0]) : 224;
		final int areas = args.length > 1 ? Integer.parseInt(args[1]) : 6;
		final Step[] steps = steps(size, areas);
		for (int round = -WARM_UP; round < ROUNDS; round++)
			for (Step step : steps)
				step.run(round);
		System.out.printf("| %d areas of %d × %d pixels | milliseconds |%n|---|---|%n", areas, size, size);
		for (Step step : steps)
			System.out.println(row(step.name, step.milliseconds));
		final double[] pass = pass(steps);
		System.out.println(row("a pass of them, but for the projection", pass));
		if (size != 224 || areas != 6 || BenchmarkServer.process(PYTHON, "-c", "import torch").waitFor() != 0) return;
		final double[] torch = torch();
		System.out.println(row("the same in PyTorch", torch));
		System.out.printf("| ratio | **%.2f** |%n", quantile(pass, 0.5) / quantile(torch, 0.5));
	}

	/** What is in every pass of mode paper, per round: all steps but the last one, the projection. */
	private static double[] pass(Step[] steps) {
		return IntStream.range(0, ROUNDS).mapToDouble(round -> Arrays.stream(steps, 0, steps.length - 1).mapToDouble(
			step -> step.milliseconds[round]).sum()).toArray();
	}

	private static double[] torch() throws Exception {
		try (BenchmarkServer server = new BenchmarkServer(BenchmarkServer.process(PYTHON, "src/test/python/paper_scheme.py",
			"none", "1")))
		{
			final double[] milliseconds = new double[TORCH_ROUNDS];
			for (int round = -1; round < TORCH_ROUNDS; round++)
				milliseconds[Math.max(round, 0)] = server.ask("paper");
			return milliseconds;
		}
	}

	private static String row(String name, double[] milliseconds) {
		return String.format("| %s | %.2f (%.2f–%.2f) |", name, quantile(milliseconds, 0.5), quantile(milliseconds, 0.1),
			quantile(milliseconds, 0.9));
	}

	/** @param share of the values that are less */
	private static double quantile(double[] values, double share) {
		return Arrays.stream(values).sorted().toArray()[(int) (share * (values.length - 1))];
	}

	private static Step[] steps(int size, int areas) {
		final double sigma = Lattice.defaultSigma(size, size);
		final Lattice lattice = Lattice.forSigma(size, size, sigma);
		final int pixels = lattice.pixels(), image = 3 * pixels;
		final float[] nodes = random(lattice.size()), nodeGradient = new float[lattice.size()];
		final float[] gradMask = random(pixels);
		final float[][] masks = new float[areas][pixels];
		final float[] images = random(areas * image), gradient = new float[pixels];

		final SmaxMask first = new SmaxMask(lattice, sigma);
		final SmaxMask[] smooth = IntStream.range(0, areas).mapToObj(a -> first.another()).toArray(SmaxMask[]::new);
		final AreaPenalty penalty = new AreaPenalty(0.1);
		final Perturbation blur = new BlurPerturbation(random(image), size, size, //
			BlurPerturbation.defaultSigma(size, size));

		return new Step[] { //
			new Step("smax forward", () -> repeat(areas, a -> smooth[a].forward(nodes, masks[a]))), //
			new Step("smax backward", () -> repeat(areas, a -> smooth[a].backward(gradMask, nodeGradient))), //
			new Step("area penalty", () -> repeat(areas, a -> penalty.addGradient(masks[a], 1, gradient))), //
			new Step("blur forward", () -> repeat(areas, //
				a -> blur.apply(masks[a], Part.KEPT, false, images, a * image))), //
			new Step("blur backward", () -> repeat(areas, //
				a -> blur.backward(masks[a], Part.KEPT, false, images, a * image, gradient))), //
			new Step("area projection", () -> repeat(areas, a -> AreaProjection.project(masks[a], 0.1))) };
	}

	private static void repeat(int areas, IntConsumer work) {
		for (int a = 0; a < areas; a++)
			work.accept(a);
	}

	private static float[] random(int n) {
		final Random random = new Random(n);
		final float[] values = new float[n];
		for (int i = 0; i < n; i++)
			values[i] = random.nextFloat();
		return values;
	}
}
