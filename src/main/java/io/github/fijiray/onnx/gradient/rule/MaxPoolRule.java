package io.github.fijiray.onnx.gradient.rule;

import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Value;

import java.util.Arrays;

/**
 * The backward rule of MaxPool: each gradient goes to the pixel that the pool has picked, the first one among equals.
 * <p>
 * A pool over several axes is one pool after another, over the last axis first, and its gradient goes back over the first
 * axis first. Along one axis the taps of all windows are compared with the maxima, tap after tap, and the first equal one
 * takes the gradient. This does without the indices, whose computation costs ONNX Runtime more than all of this, and
 * leaves the forward half in its blocked layout.
 * </p>
 */
final class MaxPoolRule {

	private final Backward n;
	private final Window window;
	private final long channels;

	private MaxPoolRule(Backward n, Window window) throws ModelException {
		this.n = n;
		this.window = window;
		channels = n.inDims(0).size(1);
	}

	static Value of(Backward n) throws ModelException {
		return new MaxPoolRule(n, PoolingRules.window(n)).gradient();
	}

	private Value gradient() throws ModelException {
		Value pooled = n.out();
		Value g = n.grad();
		for (int axis = 0; axis < window.axes(); axis++) {
			Value pixels = axis == window.axes() - 1 ? n.in(0) : pooledAfter(axis);
			g = alongAxis(axis, pixels, pooled, g);
			pooled = pixels;
		}
		return g;
	}

	/** The input pooled over the axes after one. */
	private Value pooledAfter(int axis) {
		Window part = window.after(axis);
		return n.emit("MaxPool", n.in(0)).with("kernel_shape", part.kernel()).with("strides", part.strides()).with(
			"dilations", part.dilations()).with("pads", part.transposedPads()).output();
	}

	private Value alongAxis(int axis, Value pixels, Value pooled, Value g) throws ModelException {
		int stride = (int) window.strides()[axis];
		long positions = window.smaller()[axis];
		Value padded = padded(axis, pixels);
		Value[] phases = new Value[stride];
		Value rest = g;
		for (long tap = 0; tap < window.kernel()[axis]; tap++) {
			long offset = tap * window.dilations()[axis];
			Value taken = rest;
			if (tap < window.kernel()[axis] - 1) {
				Value seen = padded.slice(2 + axis, offset, offset + (positions - 1) * stride + 1, stride);
				taken = seen.equal(pooled).choose(rest, n.scalar(0));
				rest = rest.minus(taken);
			}
			long pixel = offset - window.begin()[axis];
			int phase = Math.floorMod(pixel, stride);
			Value moved = moved(axis, taken, Math.floorDiv(pixel, stride));
			phases[phase] = phases[phase] == null ? moved : phases[phase].plus(moved);
		}
		return interleaved(axis, phases);
	}

	/** Puts values around the pixels that are never a maximum, where windows reach beyond. */
	private Value padded(int axis, Value pixels) throws ModelException {
		long before = window.begin()[axis];
		long after = Math.max(window.end()[axis], 0);
		return before == 0 && after == 0 ? pixels : n.emit("Pad", pixels, n.vector(pads(axis, before, after)), n.scalar(
			Double.NEGATIVE_INFINITY)).output();
	}

	/**
	 * Moves what the windows gave to one of their taps to the pixels under this tap, of which there is one for each stride.
	 * What would leave the image is zero: there is no pixel that could have taken it. So where there are as many windows
	 * as pixels, all rows can be moved as one, which is faster.
	 */
	private Value moved(int axis, Value taken, long steps) {
		long pixels = pixelsOfPhase(axis);
		if (steps == 0 && pixels == window.smaller()[axis]) return taken;
		if (pixels != window.smaller()[axis]) return taken.pad(pads(axis, steps, pixels - window.smaller()[axis] - steps));
		long row = Arrays.stream(window.smaller()).skip(axis + 1).reduce(1, (a, b) -> a * b);
		return taken.reshape(-1).pad(steps * row, -steps * row).reshape(shape(axis, pixels));
	}

	private long pixelsOfPhase(int axis) {
		return (window.larger()[axis] - 1) / window.strides()[axis] + 1;
	}

	/** Joins the phases: the pixels 0, stride, 2 stride …, then 1, stride + 1 …, and so on. */
	private Value interleaved(int axis, Value[] phases) throws ModelException {
		if (phases.length == 1) return phases[0];
		Value some = Arrays.stream(phases).filter(phase -> phase != null).findFirst().orElseThrow();
		Value[] columns = new Value[phases.length];
		for (int phase = 0; phase < phases.length; phase++)
			columns[phase] = n.emit("Unsqueeze", phases[phase] != null ? phases[phase] : n.zeros(some.shape()), n.vector(3 +
				axis)).output();
		long length = phases.length * pixelsOfPhase(axis);
		Value joined = n.emit("Concat", columns).with("axis", 3 + axis).output().reshape(shape(axis, length));
		long beyond = length - window.larger()[axis];
		return beyond == 0 ? joined : joined.pad(pads(axis, 0, -beyond));
	}

	/** The shape between the pools over the axes before one and the others, with a length along this axis. */
	private long[] shape(int axis, long length) {
		long[] shape = new long[2 + window.axes()];
		shape[0] = -1;
		shape[1] = channels;
		for (int a = 0; a < window.axes(); a++)
			shape[2 + a] = a < axis ? window.larger()[a] : a > axis ? window.smaller()[a] : length;
		return shape;
	}

	private long[] pads(int axis, long before, long after) {
		int rank = 2 + window.axes();
		long[] pads = new long[2 * rank];
		pads[2 + axis] = before;
		pads[rank + 2 + axis] = after;
		return pads;
	}
}
