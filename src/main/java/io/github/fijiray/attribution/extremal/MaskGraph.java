package io.github.fijiray.attribution.extremal;

import io.github.fijiray.classifier.ContentGraph;
import io.github.fijiray.mask.Lattice;
import io.github.fijiray.mask.SmaxSeries;
import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.InputGraph;
import io.github.fijiray.onnx.Value;
import io.github.fijiray.perturbation.BlurPerturbation;
import io.github.fijiray.perturbation.GaussianBlur;
import io.github.fijiray.perturbation.PerturbationKind;

import java.util.stream.IntStream;

/**
 * From the nodes of max-smooth masks to perturbed images, as a graph: what {@link io.github.fijiray.mask.SmaxMask} and
 * {@link io.github.fijiray.perturbation.Perturbation} compute in Java. It depends on no image, so that one session serves
 * all images of a size.
 * <p>
 * The blurred copies of the image are products with the matrices of the blur, computed anew in every pass: the image
 * crosses to the device, and not its copies.
 * </p>
 *
 * @param channels channels of the image
 * @param sigma σ of the smooth mask's kernel in pixels
 * @param blurSigma σ of the strongest blur in pixels; has no meaning for a fade
 */
record MaskGraph(int channels, Lattice lattice, double sigma, PerturbationKind kind, double blurSigma) implements
	ContentGraph
{

	/** m̄, [N, 1, rows, columns]. */
	static final String NODES = "nodes";
	/** A lattice of ones, [1, 1, rows, columns]. */
	static final String ONES = "ones";
	/** 1 for m⊗x, -1 for (1-m)⊗x, [N, 1, 1, 1]. */
	static final String PART = "part";
	/** x, [1, channels, height, width]. */
	static final String IMAGE = "image";
	/** What a fade ends in, [1, channels, 1, 1]; not there for a blur. */
	static final String REFERENCE = "reference";

	/** How far a mask may be above 1 by rounding alone, where a gradient has to flow. */
	private static final double ROUNDING = 1e-6;
	private static final float UNBOUNDED = 1e6f;

	@Override
	public String variable() {
		return NODES;
	}

	@Override
	public Value write(InputGraph graph) {
		final Value image = graph.input(IMAGE, Dims.fixed(1, channels, lattice.height(), lattice.width()));
		final Value levels = levels(graph, mask(graph));
		final int steps = steps();
		final Dims each = Dims.batched(1, steps, 1, lattice.height(), lattice.width());
		final Dims changes = Dims.batched(1, steps, channels, lattice.height(), lattice.width());
		final Dims sum = Dims.batched(1, 1, channels, lattice.height(), lattice.width());
		final Value shares = graph.shaped(each, levels.reshape(each.open()));
		final Value weighted = graph.shaped(changes, shares.times(differences(graph, image)));
		final Value change = graph.shaped(images(), graph.shaped(sum, weighted.sum(1)).reshape(images().open()));
		return graph.shaped(images(), change.plus(image));
	}

	/** Steps from the image to the full perturbation. */
	private int steps() {
		return kind == PerturbationKind.BLUR ? BlurPerturbation.DEFAULT_STEPS : 1;
	}

	private Dims planes(int count) {
		return Dims.batched(1, count, lattice.height(), lattice.width());
	}

	private Dims images() {
		return planes(channels);
	}

	/** m, up to rounding at most 1. */
	private Value mask(InputGraph graph) {
		final SmaxSeries series = new SmaxSeries(lattice, sigma);
		final long[] shape = { SmaxSeries.TERMS, 2, series.kernelRows(), series.kernelColumns() };
		final Value weights = graph.floats(shape, series.weights());
		final Value constant = graph.floats(planes(2).sizes(), series.constant());
		final Dims one = Dims.fixed(1, 1, lattice.rows(), lattice.columns());
		// Computed as the masks are: whatever the device rounds to, masks of ones are then 1.
		final Value ones = smax(graph, series, weights, constant, graph.input(ONES, one));
		final Value nodes = graph.input(NODES, Dims.batched(one.sizes()));
		final Value quotient = graph.shaped(planes(1), smax(graph, series, weights, constant, nodes).over(ones));
		return graph.shaped(planes(1), graph.writer().node("Min", quotient, graph.scalar(1 + ROUNDING)).output());
	}

	/** smax of the nodes, from their powers. */
	private Value smax(InputGraph graph, SmaxSeries series, Value weights, Value constant, Value nodes) {
		final boolean[] grows = graph.dims(nodes).grows();
		final float[] exponents = new float[SmaxSeries.TERMS - 1];
		for (int i = 0; i < exponents.length; i++)
			exponents[i] = i + 2;
		final Dims higher = new Dims(new long[] { 1, exponents.length, lattice.rows(), lattice.columns() }, grows);
		final Dims all = new Dims(new long[] { 1, SmaxSeries.TERMS, lattice.rows(), lattice.columns() }, grows);
		final Value exact = graph.shaped(higher, nodes.toThe(graph.floats(new long[] { 1, exponents.length, 1, 1 },
			exponents)));
		final Value notable = graph.shaped(higher, graph.writer().node("ThresholdedRelu", exact).with("alpha",
			SmaxSeries.NEGLIGIBLE).output());
		final Value powers = graph.shaped(all, graph.writer().node("Concat", nodes, notable).with("axis", 1).output());
		final Value spread = graph.shaped(new Dims(planes(2).sizes(), grows), graph.writer().node("ConvTranspose", powers,
			weights).with("kernel_shape", new long[] { series.kernelRows(), series.kernelColumns() }).with("strides",
				new long[] { lattice.step(), lattice.step() }).with("pads", new long[] { series.rowPad(), series.columnPad(),
					series.rowPad(), series.columnPad() }).output());
		final Value sums = graph.shaped(new Dims(planes(2).sizes(), grows), spread.plus(constant));
		final Dims plane = new Dims(planes(1).sizes(), grows);
		return graph.shaped(plane, graph.shaped(plane, sums.slice(1, 0, 1, 1)).over(graph.shaped(plane, sums.slice(1, 1, 2,
			1))));
	}

	/**
	 * How much of every step is taken, [N, steps, height, width]: all of those before the pixel's place between the image
	 * and the full perturbation, none of those behind it. The first and the last step have no end of their own, so that a
	 * gradient flows where a mask is 0 or 1.
	 */
	private Value levels(InputGraph graph, Value mask) {
		final Value part = graph.input(PART, Dims.batched(1, 1, 1, 1));
		final int steps = steps();
		final Value centred = graph.shaped(planes(1), graph.scalar(0.5).minus(mask));
		final Value signed = graph.shaped(planes(1), centred.times(part));
		final Value scaled = graph.shaped(planes(1), signed.times(graph.scalar(steps)));
		final Value place = graph.shaped(planes(1), scaled.plus(graph.scalar(steps / 2.0)));
		if (steps == 1) return place;
		final long[] line = { 1, steps, 1, 1 };
		final float[] starts = new float[steps], lowest = new float[steps], highest = new float[steps];
		for (int i = 0; i < steps; i++) {
			starts[i] = i;
			lowest[i] = i == 0 ? -UNBOUNDED : 0;
			highest[i] = i == steps - 1 ? UNBOUNDED : 1;
		}
		final Value beyond = graph.shaped(planes(steps), place.minus(graph.floats(line, starts)));
		final Value above = graph.shaped(planes(steps), graph.writer().node("Max", beyond, graph.floats(line, lowest))
			.output());
		return graph.shaped(planes(steps), graph.writer().node("Min", above, graph.floats(line, highest)).output());
	}

	/** How the image changes with every step, [steps, channels, height, width]. */
	private Value differences(InputGraph graph, Value image) {
		if (kind == PerturbationKind.FADE) return graph.input(REFERENCE, Dims.fixed(1, channels, 1, 1)).minus(image);
		final Value copies = matrices(graph, lattice.height(), false).matmul(image).matmul(matrices(graph, lattice.width(),
			true));
		final Value before = graph.writer().node("Concat", image, copies.slice(0, 0, steps() - 1, 1)).with("axis", 0)
			.output();
		return copies.minus(before);
	}

	/** The matrices of the blurs, [steps, 1, length, length]. */
	private Value matrices(InputGraph graph, int length, boolean transposed) {
		final float[] all = new float[steps() * length * length];
		IntStream.rangeClosed(1, steps()).parallel().forEach(step -> {
			final float[] matrix = new GaussianBlur(blurSigma * step / steps()).matrix(length);
			for (int i = 0; i < matrix.length; i++)
				all[(step - 1) * matrix.length + i] = transposed ? matrix[i % length * length + i / length] : matrix[i];
		});
		return graph.floats(new long[] { steps(), 1, length, length }, all);
	}
}
