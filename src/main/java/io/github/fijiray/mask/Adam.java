package io.github.fijiray.mask;

/**
 * Gradient ascent with Adam's adaptive steps (Kingma and Ba, ICLR 2015, algorithm 1) for one vector of parameters.
 * <p>
 * ε is large compared with the usual 1e-8: gradients come normalised to unit root mean square, and coordinates that
 * hardly matter should hardly move.
 * </p>
 */
public final class Adam {

	private static final float BETA1 = 0.9f;
	private static final float BETA2 = 0.99f;
	private static final float EPSILON = 1e-3f;

	private final float[] first;
	private final float[] second;
	private int steps;

	public Adam(int size) {
		first = new float[size];
		second = new float[size];
	}

	/** Moves {@code parameters} up along {@code gradient}; each coordinate by about {@code rate}. */
	public void ascend(float[] parameters, float[] gradient, float rate) {
		steps++;
		final float correction1 = (float) (1 - Math.pow(BETA1, steps));
		final float correction2 = (float) (1 - Math.pow(BETA2, steps));
		for (int i = 0; i < parameters.length; i++) {
			final float g = gradient[i];
			first[i] = BETA1 * first[i] + (1 - BETA1) * g;
			second[i] = BETA2 * second[i] + (1 - BETA2) * g * g;
			parameters[i] += rate * (first[i] / correction1) /
				((float) Math.sqrt(second[i] / correction2) + EPSILON);
		}
	}
}
