package io.github.fijiray.onnx.gradient.rule;

import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Value;

import java.util.Arrays;
import java.util.stream.LongStream;

/** Convolutions and matrix products, with respect to what they are applied to. */
final class LinearRules {

	/** Towards at most this many channels a transposed convolution is faster than a plain one. */
	private static final int FEW_CHANNELS = 4;

	private LinearRules() {}

	static void enter(RuleTable rules) {
		rules.define("Conv", n -> convBackward(n, n.grad(), n.in(1)));
		rules.define("ConvTranspose", LinearRules::convTranspose);
		rules.define("Gemm", n -> gemmLeft(n), n -> gemmRight(n), n -> n.unbroadcast(n.grad().times(n.scalar(n.node().real(
			"beta", 1))), n.outDims(), n.inDims(2)));
		rules.define("MatMul", n -> matmulLeft(n), n -> matmulRight(n));
	}

	/** The adjoint of the node's convolution, with the given weights, applied to a value shaped like its output. */
	static Value convBackward(Backward n, Value value, Value weights) throws ModelException {
		Dims kernel = n.inDims(1);
		Window window = Window.of(n.node(), Arrays.copyOfRange(kernel.sizes(), 2, kernel.rank()), n.inDims(0), n
			.outDims());
		long group = n.node().integer("group", 1);
		boolean plain = window.isDense() && n.inDims(0).size(1) > FEW_CHANNELS && Arrays.stream(window.fullPads()).allMatch(
			p -> p >= 0);
		if (plain) return n.emit("Conv", value, flipped(weights, kernel, group)).with("kernel_shape", window.kernel()).with(
			"dilations", window.dilations()).with("pads", window.fullPads()).with("group", group).output();
		return n.emit("ConvTranspose", value, weights).with("kernel_shape", window.kernel()).with("strides", window
			.strides()).with("dilations", window.dilations()).with("pads", window.transposedPads()).with("output_padding",
				window.outputPadding()).with("group", group).output();
	}

	/** Weights [M, C/g, …] mirrored in space and with inputs and outputs of each group exchanged: [C, M/g, …]. */
	private static Value flipped(Value weights, Dims dims, long group) {
		long out = dims.size(0) / group;
		long in = dims.size(1);
		long[] space = Arrays.copyOfRange(dims.sizes(), 2, dims.rank());
		Value exchanged = weights;
		if (group == 1) exchanged = weights.transpose(swap(dims.rank(), 0, 1));
		else if (out > 1 || in > 1) exchanged = weights.reshape(join(new long[] { group, out, in }, space)).transpose(swap(
			dims.rank() + 1, 1, 2)).reshape(join(new long[] { group * in, out }, space));
		long[] axes = LongStream.range(2, dims.rank()).filter(a -> dims.size((int) a) > 1).toArray();
		if (axes.length == 0) return exchanged;
		long[] last = filled(axes.length, -1);
		return exchanged.slice(axes, last, filled(axes.length, Long.MIN_VALUE), last);
	}

	private static Value convTranspose(Backward n) throws ModelException {
		Dims kernel = n.inDims(1);
		Window window = Window.transposed(n.node(), Arrays.copyOfRange(kernel.sizes(), 2, kernel.rank()), n.outDims(), n
			.inDims(0));
		return n.emit("Conv", n.grad(), n.in(1)).with("kernel_shape", window.kernel()).with("strides", window.strides())
			.with("dilations", window.dilations()).with("pads", window.transposedPads()).with("group", n.node().integer("group",
				1)).output();
	}

	/** Y = α A' B' + β C, where A' and B' may be transposed. */
	private static Value gemmLeft(Backward n) throws ModelException {
		boolean transA = n.node().integer("transA", 0) != 0;
		boolean transB = n.node().integer("transB", 0) != 0;
		return transA ? gemm(n, n.in(1), n.grad(), transB, true) : gemm(n, n.grad(), n.in(1), false, !transB);
	}

	private static Value gemmRight(Backward n) throws ModelException {
		boolean transA = n.node().integer("transA", 0) != 0;
		boolean transB = n.node().integer("transB", 0) != 0;
		return transB ? gemm(n, n.grad(), n.in(0), true, transA) : gemm(n, n.in(0), n.grad(), !transA, false);
	}

	private static Value gemm(Backward n, Value a, Value b, boolean transA, boolean transB) {
		return n.emit("Gemm", a, b).with("alpha", n.node().real("alpha", 1)).with("transA", transA ? 1 : 0).with("transB",
			transB ? 1 : 0).output();
	}

	private static Value matmulLeft(Backward n) throws ModelException {
		Dims a = asMatrix(n.inDims(0), true);
		Dims b = asMatrix(n.inDims(1), false);
		Value product = matrixGradient(n).matmul(transposed(n.inDims(1).rank() == 1 ? n.in(1).reshape(-1, 1) : n.in(1), b
			.rank()));
		return n.likeInIf(n.inDims(0).rank() == 1, 0, n.unbroadcast(product, stackOf(n, a), a));
	}

	private static Value matmulRight(Backward n) throws ModelException {
		Dims a = asMatrix(n.inDims(0), true);
		Dims b = asMatrix(n.inDims(1), false);
		Value product = transposed(n.inDims(0).rank() == 1 ? n.in(0).reshape(1, -1) : n.in(0), a.rank()).matmul(
			matrixGradient(n));
		return n.likeInIf(n.inDims(1).rank() == 1, 1, n.unbroadcast(product, stackOf(n, b), b));
	}

	/** The gradient of a product with the dimension put back that a vector among the factors has lost. */
	private static Value matrixGradient(Backward n) throws ModelException {
		Value g = n.grad();
		if (n.inDims(1).rank() == 1) g = n.emit("Unsqueeze", g, n.vector(-1)).output();
		if (n.inDims(0).rank() == 1) g = n.emit("Unsqueeze", g, n.vector(-2)).output();
		return g;
	}

	/** A vector counts as a row on the left and as a column on the right. */
	private static Dims asMatrix(Dims dims, boolean row) {
		return dims.rank() > 1 ? dims : row ? Dims.fixed(1).join(dims) : dims.join(Dims.fixed(1));
	}

	/** Dimensions of one matrix for each matrix of the product. */
	private static Dims stackOf(Backward n, Dims matrix) throws ModelException {
		int vectors = (n.inDims(0).rank() == 1 ? 1 : 0) + (n.inDims(1).rank() == 1 ? 1 : 0);
		Dims out = n.outDims();
		return out.part(0, out.rank() - 2 + vectors).join(matrix.part(matrix.rank() - 2, matrix.rank()));
	}

	private static Value transposed(Value matrices, int rank) {
		return matrices.transpose(swap(rank, rank - 2, rank - 1));
	}

	private static long[] swap(int rank, int first, int second) {
		long[] permutation = LongStream.range(0, rank).toArray();
		permutation[first] = second;
		permutation[second] = first;
		return permutation;
	}

	private static long[] filled(int length, long value) {
		return LongStream.generate(() -> value).limit(length).toArray();
	}

	private static long[] join(long[] first, long[] last) {
		return LongStream.concat(Arrays.stream(first), Arrays.stream(last)).toArray();
	}
}
