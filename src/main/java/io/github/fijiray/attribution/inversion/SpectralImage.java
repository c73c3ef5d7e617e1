package io.github.fijiray.attribution.inversion;

import java.util.Random;

/**
 * An image as a function of free parameters: the spectra of its colour axes. Its intensities stay within a range, by a
 * logistic function. It is a canvas somewhat larger than what the classifier sees, so that the view of it can move.
 */
final class SpectralImage {

	private static final double START = 0.01;

	private final FourierPlane plane;
	private final ColourAxes colours;
	private final IntensityRange range;
	private final int channels;
	private final float[] parameters;
	/** How far each pixel is from the low to the high end of its range, {@code float[channels][pixels]}. */
	private float[][] levels;

	/** An image that is almost plain. */
	SpectralImage(FourierPlane plane, IntensityRange range, Random random) {
		this.plane = plane;
		this.range = range;
		channels = range.low().length;
		colours = new ColourAxes(channels);
		parameters = new float[channels * plane.spectrumSize()];
		for (int i = 0; i < parameters.length; i++)
			parameters[i] = (float) (START * random.nextGaussian());
	}

	/** Makes the deviations from the plain image larger. */
	void amplify(float factor) {
		for (int i = 0; i < parameters.length; i++)
			parameters[i] *= factor;
	}

	/** Spectra of the axes, {@code float[channels][spectrum]} flattened; may be changed. */
	float[] parameters() {
		return parameters;
	}

	/** @return the canvas, {@code float[channels][height * width]} */
	float[][] canvas() {
		levels = new float[channels][];
		for (int axis = 0; axis < channels; axis++) {
			final float[] spectrum = new float[plane.spectrumSize()];
			System.arraycopy(parameters, axis * spectrum.length, spectrum, 0, spectrum.length);
			levels[axis] = plane.plane(spectrum);
		}
		colours.toChannels(levels);
		final float[][] canvas = new float[channels][levels[0].length];
		for (int c = 0; c < channels; c++) {
			final float middle = range.logit(c);
			for (int i = 0; i < canvas[c].length; i++) {
				levels[c][i] = (float) (1 / (1 + Math.exp(-middle - levels[c][i])));
				canvas[c][i] = range.low()[c] + (range.high()[c] - range.low()[c]) * levels[c][i];
			}
		}
		return canvas;
	}

	/**
	 * @param canvasGradient with respect to the canvas of the last call of {@link #canvas()}
	 * @return with respect to the parameters
	 */
	float[] backward(float[][] canvasGradient) {
		final float[][] gradients = new float[channels][];
		for (int c = 0; c < channels; c++) {
			gradients[c] = canvasGradient[c].clone();
			for (int i = 0; i < gradients[c].length; i++)
				gradients[c][i] *= (range.high()[c] - range.low()[c]) * levels[c][i] * (1 - levels[c][i]);
		}
		colours.backward(gradients);
		final float[] gradient = new float[parameters.length];
		for (int axis = 0; axis < channels; axis++) {
			final float[] spectrum = plane.backward(gradients[axis]);
			System.arraycopy(spectrum, 0, gradient, axis * spectrum.length, spectrum.length);
		}
		return gradient;
	}
}
