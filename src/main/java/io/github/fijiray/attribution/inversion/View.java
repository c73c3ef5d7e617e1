package io.github.fijiray.attribution.inversion;

import java.util.Random;

/**
 * What the classifier sees of a canvas: a window in its middle, or one that is a little moved, turned and scaled.
 * Interpolated linearly; beyond the border the canvas goes on as it ends.
 */
final class View {

	/** Shift in each direction as a fraction of the window's shorter side: 8 pixels of 224. */
	private static final double JITTER = 1 / 28.0;
	private static final double SCALE = 0.05;
	private static final double ROTATION = Math.toRadians(5);

	private final int canvasHeight;
	private final int canvasWidth;
	private final int height;
	private final int width;
	private final double cosine;
	private final double sine;
	private final double shiftX;
	private final double shiftY;

	private View(int canvasHeight, int canvasWidth, int height, int width, double angle, double scale, double shiftX,
		double shiftY)
	{
		this.canvasHeight = canvasHeight;
		this.canvasWidth = canvasWidth;
		this.height = height;
		this.width = width;
		cosine = scale * Math.cos(angle);
		sine = scale * Math.sin(angle);
		this.shiftX = shiftX;
		this.shiftY = shiftY;
	}

	/** The pixels in the middle of the canvas. */
	static View centre(int canvasHeight, int canvasWidth, int height, int width) {
		// NB: so that pixels are copied, where the margins of both sides differ by one.
		final double shiftX = (canvasWidth - width) % 2 / -2.0, shiftY = (canvasHeight - height) % 2 / -2.0;
		return new View(canvasHeight, canvasWidth, height, width, 0, 1, shiftX, shiftY);
	}

	/** A window at random. */
	static View random(int canvasHeight, int canvasWidth, int height, int width, Random random) {
		final double jitter = JITTER * Math.min(height, width);
		return new View(canvasHeight, canvasWidth, height, width, ROTATION * (2 * random.nextDouble() - 1), 1 + SCALE * (2 *
			random.nextDouble() - 1), jitter * (2 * random.nextDouble() - 1), jitter * (2 * random.nextDouble() - 1));
	}

	/** Writes what is seen of one channel, {@code float[height][width]}, to {@code seen} from the offset on. */
	void apply(float[] canvas, float[] seen, int offset) {
		for (int y = 0, to = offset; y < height; y++)
			for (int x = 0; x < width; x++)
				seen[to++] = new Sample(x, y).of(canvas);
	}

	/** Adds the gradient with respect to what is seen, from the offset on, to that with respect to the canvas. */
	void backward(float[] seenGradient, int offset, float[] canvasGradient) {
		for (int y = 0, from = offset; y < height; y++)
			for (int x = 0; x < width; x++)
				new Sample(x, y).add(seenGradient[from++], canvasGradient);
	}

	/** Four pixels of the canvas that one of the window is interpolated from. */
	private final class Sample {

		private final int left;
		private final int right;
		private final int top;
		private final int bottom;
		private final float shareRight;
		private final float shareBottom;

		Sample(int x, int y) {
			final double fromMiddleX = x - (width - 1) / 2.0, fromMiddleY = y - (height - 1) / 2.0;
			final double atX = clamp(cosine * fromMiddleX - sine * fromMiddleY + shiftX + (canvasWidth - 1) / 2.0, canvasWidth);
			final double atY = clamp(sine * fromMiddleX + cosine * fromMiddleY + shiftY + (canvasHeight - 1) / 2.0,
				canvasHeight);
			left = (int) atX;
			top = (int) atY;
			right = Math.min(left + 1, canvasWidth - 1);
			bottom = Math.min(top + 1, canvasHeight - 1);
			shareRight = (float) (atX - left);
			shareBottom = (float) (atY - top);
		}

		private static double clamp(double position, int size) {
			return Math.max(0, Math.min(size - 1, position));
		}

		float of(float[] canvas) {
			final float above = canvas[top * canvasWidth + left] * (1 - shareRight) + canvas[top * canvasWidth + right] *
				shareRight;
			final float below = canvas[bottom * canvasWidth + left] * (1 - shareRight) + canvas[bottom * canvasWidth + right] *
				shareRight;
			return above * (1 - shareBottom) + below * shareBottom;
		}

		void add(float gradient, float[] canvas) {
			canvas[top * canvasWidth + left] += gradient * (1 - shareRight) * (1 - shareBottom);
			canvas[top * canvasWidth + right] += gradient * shareRight * (1 - shareBottom);
			canvas[bottom * canvasWidth + left] += gradient * (1 - shareRight) * shareBottom;
			canvas[bottom * canvasWidth + right] += gradient * shareRight * shareBottom;
		}
	}
}
