package io.github.fijiray.attribution.inversion;

import org.jtransforms.fft.FloatFFT_1D;

/**
 * A plane of real values, given by its spectrum. The amplitude of each frequency is weighted with its wavelength, as in
 * natural images, so that steps of one size in all of the spectrum change coarse and fine structures alike (Olah,
 * Mordvintsev, Schubert, Feature Visualization, Distill 2017).
 * <p>
 * Spectra are {@code float[height][width][2]} flattened: real and imaginary part, with the frequencies in the order of
 * the discrete Fourier transform.
 * </p>
 */
final class FourierPlane {

	/** Makes a step in the whole spectrum a modest change of the plane. */
	private static final double AMPLITUDE = 0.25;
	private static final int[] RADICES = { 2, 3, 5 };

	private final int height;
	private final int width;
	private final float[] weights;
	private final FloatFFT_1D rows;
	private final FloatFFT_1D columns;

	FourierPlane(int height, int width) {
		this.height = height;
		this.width = width;
		weights = new float[height * width];
		final double lowest = 1.0 / Math.max(height, width);
		for (int y = 0; y < height; y++)
			for (int x = 0; x < width; x++) {
				final double frequency = Math.hypot(frequency(y, height), frequency(x, width));
				weights[y * width + x] = (float) (AMPLITUDE / Math.sqrt((double) height * width) / Math.max(frequency, lowest));
			}
		rows = new FloatFFT_1D(width);
		columns = new FloatFFT_1D(height);
	}

	/** In cycles per pixel. */
	private static double frequency(int index, int size) {
		return (double) Math.min(index, size - index) / size;
	}

	/** The smallest size from {@code atLeast} on that is transformed fast: a product of 2, 3 and 5. */
	static int fastSize(int atLeast) {
		for (int size = Math.max(1, atLeast);; size++) {
			int rest = size;
			for (int radix : RADICES)
				while (rest % radix == 0)
					rest /= radix;
			if (rest == 1) return size;
		}
	}

	/** Length of a spectrum. */
	int spectrumSize() {
		return 2 * weights.length;
	}

	/** @return the real part of the weighted spectrum's transform, {@code float[height][width]} flattened */
	float[] plane(float[] spectrum) {
		final float[] values = spectrum.clone();
		for (int i = 0; i < weights.length; i++) {
			values[2 * i] *= weights[i];
			// NB: the conjugate's forward transform has the real part of the backward transform.
			values[2 * i + 1] *= -weights[i];
		}
		transform(values);
		final float[] plane = new float[weights.length];
		for (int i = 0; i < plane.length; i++)
			plane[i] = values[2 * i];
		return plane;
	}

	/** Takes a gradient with respect to the plane to the spectrum. */
	float[] backward(float[] planeGradient) {
		final float[] values = new float[spectrumSize()];
		for (int i = 0; i < planeGradient.length; i++)
			values[2 * i] = planeGradient[i];
		transform(values);
		for (int i = 0; i < weights.length; i++) {
			values[2 * i] *= weights[i];
			values[2 * i + 1] *= weights[i];
		}
		return values;
	}

	/** The forward transform, in place. NB: the library's own in two dimensions starts threads for large planes. */
	private void transform(float[] values) {
		for (int y = 0; y < height; y++)
			rows.complexForward(values, 2 * y * width);
		final float[] column = new float[2 * height];
		for (int x = 0; x < width; x++) {
			for (int y = 0; y < height; y++) {
				column[2 * y] = values[2 * (y * width + x)];
				column[2 * y + 1] = values[2 * (y * width + x) + 1];
			}
			columns.complexForward(column);
			for (int y = 0; y < height; y++) {
				values[2 * (y * width + x)] = column[2 * y];
				values[2 * (y * width + x) + 1] = column[2 * y + 1];
			}
		}
	}
}
