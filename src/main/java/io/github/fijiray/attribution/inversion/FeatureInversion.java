package io.github.fijiray.attribution.inversion;

import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.classifier.Scorer;
import io.github.fijiray.mask.Adam;
import io.github.fijiray.onnx.ModelException;

import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Feature inversion: an image that drives a layer's activation as far as possible in a given direction,
 * {@code I* = argmax d · Φ}<sub>l</sub>{@code (I)} (Fong, Patrick, Vedaldi, ICCV 2019, eq. 12). With the activation of
 * an image as direction it shows what the layer sees in the image, and with some of its channels only what these see.
 * <p>
 * The image is ascended in its spectrum, with Adam, through a new random view in every pass (Olah, Mordvintsev, Schubert,
 * Feature Visualization, Distill 2017): what changes with a small shift, turn or scale is not learnt.
 * </p>
 */
public final class FeatureInversion {

	private static final float RATE = 0.05f;
	/** Size of the canvas relative to what the classifier sees. */
	private static final double CANVAS = 7 / 6.0;
	private static final int MOST_DOUBLINGS = 12;

	private final Scorer head;
	private final float[][] directions;
	private final int imageSize;
	private final int canvasHeight;
	private final int canvasWidth;
	private final SpectralImage[] images;

	private FeatureInversion(Scorer head, float[][] directions, IntensityRange range, long seed) {
		this.head = head;
		this.directions = directions;
		imageSize = head.channels() * head.height() * head.width();
		canvasHeight = FourierPlane.fastSize((int) Math.ceil(CANVAS * head.height()));
		canvasWidth = FourierPlane.fastSize((int) Math.ceil(CANVAS * head.width()));
		final FourierPlane plane = new FourierPlane(canvasHeight, canvasWidth);
		images = new SpectralImage[directions.length];
		// NB: all begin with the same image, so that only the directions make them differ.
		Arrays.setAll(images, n -> new SpectralImage(plane, range, new Random(seed)));
	}

	/**
	 * Inverts directions of a layer, all as one batch.
	 *
	 * @param head Φ<sub>l</sub>, with the layer's activation in the place of scores
	 * @param directions each {@code float[layer channels][layer height][layer width]} flattened
	 * @param range the intensities that the images may have
	 * @param monitor is told of every pass, with the images {@code float[directions][channels * height * width]}, and may
	 *          stop the work
	 * @return one inversion for each direction
	 * @throws java.util.concurrent.CancellationException if the monitor stopped the work
	 */
	public static Inversion[] invert(Scorer head, float[][] directions, IntensityRange range,
		InversionSettings settings, Monitor monitor)
	{
		for (float[] direction : directions)
			if (direction.length != head.classes()) throw new IllegalArgumentException("A direction has " + direction.length +
				" numbers, but the layer " + head.classes() + ".");
		return new FeatureInversion(head, directions, range, settings.seed()).ascend(settings, monitor);
	}

	private Inversion[] ascend(InversionSettings settings, Monitor monitor) {
		final int passes = settings.passesOrDefault();
		final Random views = new Random(~settings.seed());
		final View centre = View.centre(canvasHeight, canvasWidth, head.height(), head.width());
		final Adam[] steps = new Adam[images.length];
		Arrays.setAll(steps, n -> new Adam(images[n].parameters().length));
		final float[] gradient = new float[images.length * imageSize];
		final float[] seed = seed();
		final double[] start = objectives(wake(centre, seed, gradient));
		final float[][] course = new float[images.length][passes];
		for (int pass = 0; pass < passes; pass++) {
			final View view = View.random(canvasHeight, canvasWidth, head.height(), head.width(), views);
			final float[][][] canvases = canvases();
			final double[] objectives = objectives(head.gradient(seen(canvases, view), images.length, seed, gradient));
			forEach(n -> step(n, view, gradient, steps[n]));
			for (int n = 0; n < images.length; n++)
				course[n][pass] = (float) objectives[n];
			monitor.passed(pass + 1, passes, parts(seen(canvases, centre)));
		}
		final float[] found = seen(canvases(), centre);
		final double[] end = objectives(head.scores(found, images.length));
		final float[][] parts = parts(found);
		return IntStream.range(0, images.length).mapToObj(n -> new Inversion(parts[n], start[n], end[n], course[n])).toArray(
			Inversion[]::new);
	}

	/**
	 * Behind rectifiers a plain image may activate nothing, and nothing tells which way is up: such an image begins with
	 * more structure.
	 *
	 * @return the activations that the ascent begins with
	 */
	private float[] wake(View centre, float[] seed, float[] gradient) {
		float[] activations = head.gradient(seen(canvases(), centre), images.length, seed, gradient);
		for (int doubling = 0; doubling < MOST_DOUBLINGS; doubling++) {
			boolean asleep = false;
			for (int n = 0; n < images.length; n++)
				if (isZero(gradient, n * imageSize, (n + 1) * imageSize)) {
					images[n].amplify(2);
					asleep = true;
				}
			if (!asleep) break;
			activations = head.gradient(seen(canvases(), centre), images.length, seed, gradient);
		}
		return activations;
	}

	private static boolean isZero(float[] values, int from, int to) {
		for (int i = from; i < to; i++)
			if (values[i] != 0) return false;
		return true;
	}

	private void step(int n, View view, float[] seenGradient, Adam adam) {
		final float[][] canvasGradient = new float[head.channels()][canvasHeight * canvasWidth];
		for (int c = 0; c < head.channels(); c++)
			view.backward(seenGradient, n * imageSize + c * head.height() * head.width(), canvasGradient[c]);
		final float[] gradient = images[n].backward(canvasGradient);
		if (normalise(gradient)) adam.ascend(images[n].parameters(), gradient, RATE);
	}

	/** Scales to a root mean square of 1. @return false if there is no slope to follow */
	private static boolean normalise(float[] gradient) {
		double squares = 0;
		for (float g : gradient)
			squares += (double) g * g;
		final double scale = Math.sqrt(gradient.length / squares);
		if (squares == 0) return false;
		if (!Double.isFinite(scale) || scale == 0) throw new UncheckedIOException(notFinite());
		for (int i = 0; i < gradient.length; i++)
			gradient[i] *= scale;
		return true;
	}

	private static ModelException notFinite() {
		return new ModelException(
			"The gradient of the layer's activation is not a finite number; choose another layer, or check the preprocessing.");
	}

	private float[][][] canvases() {
		final float[][][] canvases = new float[images.length][][];
		forEach(n -> canvases[n] = images[n].canvas());
		return canvases;
	}

	/** What the classifier sees of all images, {@code float[images][channels][height][width]} flattened. */
	private float[] seen(float[][][] canvases, View view) {
		final float[] seen = new float[images.length * imageSize];
		forEach(n -> {
			for (int c = 0; c < canvases[n].length; c++)
				view.apply(canvases[n][c], seen, n * imageSize + c * head.height() * head.width());
		});
		return seen;
	}

	private float[][] parts(float[] seen) {
		final float[][] parts = new float[images.length][];
		Arrays.setAll(parts, n -> Arrays.copyOfRange(seen, n * imageSize, (n + 1) * imageSize));
		return parts;
	}

	private float[] seed() {
		final float[] seed = new float[directions.length * head.classes()];
		for (int n = 0; n < directions.length; n++)
			System.arraycopy(directions[n], 0, seed, n * head.classes(), head.classes());
		return seed;
	}

	private double[] objectives(float[] activations) {
		return IntStream.range(0, directions.length).mapToDouble(n -> Directions.product(directions[n], Arrays.copyOfRange(
			activations, n * head.classes(), (n + 1) * head.classes()))).toArray();
	}

	private void forEach(IntConsumer work) {
		IntStream.range(0, images.length).parallel().forEach(work);
	}
}
