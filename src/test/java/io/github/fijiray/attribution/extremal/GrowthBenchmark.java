package io.github.fijiray.attribution.extremal;

import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.ClassifierOptions;
import io.github.fijiray.classifier.Scorer;
import io.github.fijiray.classifier.preprocessing.Placement;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.classifier.preprocessing.SourceImage;
import io.github.fijiray.classifier.session.Provider;

import net.imglib2.img.array.ArrayImgs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * How the time of a pass grows with the number of areas, the side of the image and its channels, without a classifier, and
 * with the number of areas in the sound sample classifier. One thread; run by hand, see {@code docs/benchmarks.md}.
 */
final class GrowthBenchmark {

	private static final int PASSES = 21;

	private GrowthBenchmark() {}

	public static void main(String[] args) throws IOException {
		System.setProperty("java.util.concurrent.ForkJoinPool.common.parallelism", "1");
		System.out.println("| what grows | values | milliseconds of a pass | times linear |");
		System.out.println("|---|---|---|---|");
		grow("areas, masks", new int[] { 1, 2, 4, 8, 16 }, 1, areas -> pass(new Brightness(3, 224), 3, 224, areas));
		grow("side, masks", new int[] { 56, 112, 224, 448, 896 }, 2, side -> pass(new Brightness(3, side), 3, side, 6));
		grow("channels, masks", new int[] { 1, 3, 8, 16 }, 1, channels -> pass(new Brightness(channels, 224), channels, 224,
			6));
		try (Classifier sound = Classifier.open(Path.of("sample-data", "models", "sound.onnx"), ClassifierOptions.defaults()
			.withProvider(Provider.CPU).withThreads(1)))
		{
			final PreparedImage image = sound.prepare(new SourceImage(ArrayImgs.floats(random(2 * 96 * 96), 96, 96, 2), 1));
			grow("areas, sound.onnx", new int[] { 1, 2, 4, 8, 16 }, 1, areas -> pass(sound.scorer(image), image, areas));
		}
	}

	/** @param power of the size that linear growth has */
	private static void grow(String name, int[] sizes, int power, IntFunction<Double> work) {
		work.apply(sizes[0]);
		final double[] times = Arrays.stream(sizes).mapToDouble(work::apply).toArray();
		final int last = sizes.length - 1;
		final String all = String.join(" ", Arrays.stream(times).mapToObj(time -> String.format(Locale.ROOT, "%.2f", time))
			.toList());
		System.out.printf(Locale.ROOT, "| %s | %s | %s | %.2f |%n", name, Arrays.toString(sizes).replaceAll("[\\[\\]]", ""), all,
			times[last] / times[0] / Math.pow((double) sizes[last] / sizes[0], power));
	}

	private static double pass(Scorer scorer, int channels, int side, int areas) {
		final PreparedImage image = new PreparedImage(random(channels * side * side), channels, new float[channels],
			new Placement(side, side, side, side, 0, 0, side, side), side, side, List.of());
		return pass(scorer, image, areas);
	}

	/** The median over the passes of an explanation in mode fast. */
	private static double pass(Scorer scorer, PreparedImage image, int areas) {
		final double[] fractions = new double[areas];
		for (int a = 0; a < areas; a++)
			fractions[a] = 0.02 + 0.6 * a / areas;
		final List<Long> ends = new ArrayList<>();
		ExtremalPerturbation.explain(scorer, image, 0, ExtremalSettings.defaults().withAreas(fractions).withMode(Mode.FAST,
			PASSES), (pass, passes, masks) -> ends.add(System.nanoTime()));
		final double[] times = new double[PASSES - 1];
		for (int i = 0; i < times.length; i++)
			times[i] = (ends.get(i + 1) - ends.get(i)) / 1e6;
		Arrays.sort(times);
		return times[times.length / 2];
	}

	private static float[] random(int n) {
		final Random random = new Random(n);
		final float[] values = new float[n];
		for (int i = 0; i < n; i++)
			values[i] = random.nextFloat();
		return values;
	}

	/** A classifier that costs next to nothing: how bright the left half of an image is. */
	private record Brightness(int channels, int side) implements Scorer {

		@Override
		public int height() {
			return side;
		}

		@Override
		public int width() {
			return side;
		}

		@Override
		public int classes() {
			return 1;
		}

		@Override
		public float[] scores(float[] images, int count) {
			return new float[count];
		}

		@Override
		public float[] gradient(float[] images, int count, float[] seed, float[] gradients) {
			final int image = channels * side * side;
			for (int i = 0; i < count; i++)
				for (int p = 0; p < image; p++)
					gradients[i * image + p] = p % side < side / 2 ? seed[i] : 0;
			return new float[count];
		}
	}
}
