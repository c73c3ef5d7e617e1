package io.github.fijiray.attribution.inversion;

/**
 * Axes of colour along which photographs vary independently, and how much along each: brightness most, then red against
 * blue, then green against both (Ohta, Kanade, Sakai, Color Information for Region Segmentation, 1980). Channels of
 * images that have not three are left as they are.
 */
final class ColourAxes {

	private static final double[][] AXES = { { 1, 1, 1 }, { 1, 0, -1 }, { 1, -2, 1 } };
	/** Standard deviation along each axis relative to that of the brightness. */
	private static final double[] DEVIATIONS = { 1, 0.27, 0.13 };

	private final float[][] matrix;

	/** @param channels number of channels of the image */
	ColourAxes(int channels) {
		matrix = new float[channels][channels];
		for (int c = 0; c < channels; c++)
			for (int axis = 0; axis < channels; axis++)
				if (channels == AXES.length) matrix[c][axis] = (float) (DEVIATIONS[axis] * AXES[axis][c] / length(AXES[axis]));
				else matrix[c][axis] = c == axis ? 1 : 0;
	}

	private static double length(double[] axis) {
		double squares = 0;
		for (double value : axis)
			squares += value * value;
		return Math.sqrt(squares);
	}

	/** @param planes one per axis; those of the channels take their place */
	void toChannels(float[][] planes) {
		final float[] mixed = new float[planes.length];
		for (int i = 0; i < planes[0].length; i++) {
			for (int c = 0; c < mixed.length; c++) {
				mixed[c] = 0;
				for (int axis = 0; axis < mixed.length; axis++)
					mixed[c] += matrix[c][axis] * planes[axis][i];
			}
			for (int c = 0; c < mixed.length; c++)
				planes[c][i] = mixed[c];
		}
	}

	/** @param gradients one per channel; those with respect to the axes take their place */
	void backward(float[][] gradients) {
		final float[] mixed = new float[gradients.length];
		for (int i = 0; i < gradients[0].length; i++) {
			for (int axis = 0; axis < mixed.length; axis++) {
				mixed[axis] = 0;
				for (int c = 0; c < mixed.length; c++)
					mixed[axis] += matrix[c][axis] * gradients[c][i];
			}
			for (int axis = 0; axis < mixed.length; axis++)
				gradients[axis][i] = mixed[axis];
		}
	}
}
