package io.github.fijiray.onnx.gradient.rule;

import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Value;

import java.util.Arrays;
import java.util.stream.LongStream;

/** Pools over sliding windows and over the whole image. */
final class PoolingRules {

	private PoolingRules() {}

	static void enter(RuleTable rules) {
		rules.define("MaxPool", MaxPoolRule::of);
		rules.define("AveragePool", PoolingRules::averagePool);
		rules.define("GlobalAveragePool", n -> spread(n, n.grad().times(n.scalar(1.0 / space(n.inDims(0)).count()))));
		rules.define("LpPool", n -> lp(n, windowSum(n, lpScaled(n))));
		rules.define("GlobalLpPool", n -> lp(n, lpScaled(n)));
		rules.define("GlobalMaxPool", PoolingRules::globalMaxPool);
	}

	private static Value averagePool(Backward n) throws ModelException {
		return windowSum(n, n.grad().times(shares(n, window(n))));
	}

	static Window window(Backward n) throws ModelException {
		return Window.of(n.node(), n.node().integers("kernel_shape"), n.inDims(0), n.outDims());
	}

	/** The adjoint of summing over the node's windows. */
	private static Value windowSum(Backward n, Value value) throws ModelException {
		Window window = window(n);
		Value ones = n.constant(join(1, 1, window.kernel()), ones(window.kernel()));
		Value spread = n.emit("ConvTranspose", value.reshape(join(-1, 1, window.smaller())), ones).with("kernel_shape", window
			.kernel()).with("strides", window.strides()).with("dilations", window.dilations()).with("pads", window
				.transposedPads()).with("output_padding", window.outputPadding()).output();
		return n.likeIn(0, spread);
	}

	/** y = (Σ|x|ᵖ)^(1/p): dx = sign(x) |x|^(p-1) Σ g y^(1-p), where this sum is over the windows with x. */
	private static Value lp(Backward n, Value sum) throws ModelException {
		Value x = n.in(0);
		long p = n.node().integer("p", 2);
		Value power = p == 1 ? x.sign() : p == 2 ? x : x.sign().times(x.unary("Abs").toThe(n.scalar(p - 1)));
		return power.times(sum);
	}

	private static Value lpScaled(Backward n) throws ModelException {
		long p = n.node().integer("p", 2);
		return p == 1 ? n.grad() : n.grad().times(n.orOne(n.out()).toThe(n.scalar(1 - p)));
	}

	/** One over the number of pixels that each window averages, [1, 1, …] over the window's positions. */
	private static Value shares(Backward n, Window window) throws ModelException {
		boolean padded = n.node().integer("count_include_pad", 0) != 0;
		long[] pads = n.node().integers("pads");
		float[] shares = { 1 };
		for (int axis = 0; axis < window.axes(); axis++) {
			long after = !padded ? 0 : pads == null ? Math.max(window.end()[axis], 0) : pads[window.axes() + axis];
			long first = padded ? -window.begin()[axis] : 0;
			long last = window.larger()[axis] + after;
			float[] wider = new float[shares.length * (int) window.smaller()[axis]];
			for (int i = 0; i < wider.length; i++) {
				int position = i % (int) window.smaller()[axis];
				wider[i] = shares[i / (int) window.smaller()[axis]] / window.taps(axis, position, first, last);
			}
			shares = wider;
		}
		float share = shares[0];
		for (float other : shares)
			if (other != share) return n.constant(join(1, 1, window.smaller()), shares);
		return n.scalar(share);
	}

	private static Value globalMaxPool(Backward n) throws ModelException {
		Dims dims = n.inDims(0);
		Value flat = n.in(0).reshape(-1, space(dims).count());
		Value first = n.emit("ArgMax", flat).with("axis", 1).with("keepdims", 1).output();
		return n.likeIn(0, n.zeros(flat.shape()).scatterAdd(1, first, n.grad().reshape(-1, 1)));
	}

	/** Repeats a value [N, C, 1, …] over space. */
	private static Value spread(Backward n, Value value) throws ModelException {
		Dims dims = n.inDims(0);
		return value.expand(join(1, 1, space(dims).sizes()));
	}

	private static Dims space(Dims dims) {
		return dims.part(2, dims.rank());
	}

	private static float[] ones(long[] dims) {
		float[] ones = new float[(int) Dims.fixed(dims).count()];
		Arrays.fill(ones, 1);
		return ones;
	}

	private static long[] join(long first, long second, long[] rest) {
		return LongStream.concat(LongStream.of(first, second), Arrays.stream(rest)).toArray();
	}
}
