package io.github.fijiray.mask;

/**
 * Gradient ascent with damped momentum, kept inside [0, 1]: the optimiser that was published with extremal
 * perturbations. The running mean of gradients has weight 0.9 for the past and 0.1 for the present.
 */
public final class MomentumAscent {

	private static final float MOMENTUM = 0.9f;

	private final float[] velocity;
	private boolean started;

	public MomentumAscent(int size) {
		velocity = new float[size];
	}

	/** Moves {@code parameters} up along the mean of the gradients so far, and clamps them to [0, 1]. */
	public void ascend(float[] parameters, float[] gradient, float rate) {
		for (int i = 0; i < parameters.length; i++) {
			velocity[i] = started ? MOMENTUM * velocity[i] + (1 - MOMENTUM) * gradient[i] : gradient[i];
			parameters[i] = Math.min(1, Math.max(0, parameters[i] + rate * velocity[i]));
		}
		started = true;
	}
}
