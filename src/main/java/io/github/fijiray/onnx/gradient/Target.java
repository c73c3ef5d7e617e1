package io.github.fijiray.onnx.gradient;

import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.GraphWriter;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Value;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What is differentiated: a row of scores for each image, made from one tensor of the model. The seed of the training
 * graph picks or weighs the scores. The reduction to scores is differentiated as it is, whatever the backward rules.
 */
public sealed interface Target {

	/** All elements of a tensor [N, …], in row-major order: class scores, or any others. */
	static Target elements(String tensor) {
		return new Elements(tensor);
	}

	/**
	 * The mean of each channel of a tensor over all its other axes but the batch.
	 *
	 * @param channelAxis 1 for [N, C, y, x], 3 for [N, y, x, C]
	 */
	static Target channelMeans(String tensor, int channelAxis) {
		return new ChannelMeans(tensor, channelAxis);
	}

	/** Name of the tensor. */
	String tensor();

	/** Number of scores of an image. */
	long count(Dims dims);

	/** Makes the scores, [N, {@link #count}]. */
	Value scores(Value value, Dims dims);

	/** Takes the gradient of the scores, float [N, {@link #count}], to the tensor, whose shape it gets. */
	Value backward(GraphWriter writer, Value seed, Dims dims);

	/** @throws ModelException if a tensor does not have one row for each image, or not this channel axis */
	default void check(Dims dims) throws ModelException {
		boolean rows = dims.rank() > 0 && IntStream.range(1, dims.rank()).noneMatch(dims::grows);
		if (!rows) throw new ModelException("The tensor '" + tensor() + "' of shape " + dims +
			" cannot be a target, which has one row for each image.");
	}

	/** @see Target#elements */
	record Elements(String tensor) implements Target {

		@Override
		public long count(Dims dims) {
			return dims.part(1, dims.rank()).count();
		}

		@Override
		public Value scores(Value value, Dims dims) {
			return dims.rank() == 2 ? value : value.reshape(-1, count(dims));
		}

		@Override
		public Value backward(GraphWriter writer, Value seed, Dims dims) {
			return dims.rank() == 2 ? seed : seed.reshape(rows(dims));
		}
	}

	/** @see Target#channelMeans */
	record ChannelMeans(String tensor, int channelAxis) implements Target {

		@Override
		public void check(Dims dims) throws ModelException {
			Target.super.check(dims);
			if (channelAxis < 1 || channelAxis >= dims.rank()) throw new ModelException("The tensor '" + tensor +
				"' of shape " + dims + " has no channels along the axis " + channelAxis + ".");
		}

		@Override
		public long count(Dims dims) {
			return dims.size(channelAxis);
		}

		@Override
		public Value scores(Value value, Dims dims) {
			long[] others = IntStream.range(1, dims.rank()).filter(axis -> axis != channelAxis).asLongStream().toArray();
			return others.length == 0 ? value : value.reduce("ReduceMean", others).reshape(-1, count(dims));
		}

		@Override
		public Value backward(GraphWriter writer, Value seed, Dims dims) {
			long[] line = new long[dims.rank()];
			Arrays.fill(line, 1);
			line[0] = -1;
			line[channelAxis] = count(dims);
			long[] repeats = dims.sizes().clone();
			repeats[channelAxis] = 1;
			double share = (double) count(dims) / dims.part(1, dims.rank()).count();
			return seed.times(writer.scalar(ElementType.FLOAT, share)).reshape(line).expand(repeats);
		}
	}

	private static long[] rows(Dims dims) {
		long[] rows = dims.sizes().clone();
		rows[0] = -1;
		return rows;
	}
}
