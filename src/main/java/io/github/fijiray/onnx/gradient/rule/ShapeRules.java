package io.github.fijiray.onnx.gradient.rule;

import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Operators that move, copy or drop elements. */
final class ShapeRules {

	private ShapeRules() {}

	static void enter(RuleTable rules) {
		rules.define("Identity", n -> n.grad());
		rules.define("Dropout", ShapeRules::dropout, RuleTable.NONE, RuleTable.NONE);
		rules.define("Cast", n -> n.grad().cast(n.gradientType(0)));
		rules.define("CastLike", n -> n.grad().cast(n.gradientType(0)), RuleTable.NONE);
		rules.define("Flatten", n -> n.likeIn(0, n.grad()));
		for (String operator : List.of("Reshape", "Squeeze", "Unsqueeze"))
			rules.define(operator, n -> n.likeIn(0, n.grad()), RuleTable.NONE);
		rules.define("Transpose", ShapeRules::transpose);
		rules.define("Concat", ShapeRules::concat);
		rules.define("Split", ShapeRules::split, RuleTable.NONE);
		rules.define("Slice", ShapeRules::slice, RuleTable.NONE, RuleTable.NONE, RuleTable.NONE, RuleTable.NONE);
		rules.define("Pad", ShapeRules::pad, RuleTable.NONE, RuleTable.NONE, RuleTable.NONE);
		rules.broadcasting("Expand", n -> n.grad(), RuleTable.NONE);
		rules.define("Tile", ShapeRules::tile, RuleTable.NONE);
		rules.define("DepthToSpace", ShapeRules::depthToSpace);
		rules.define("SpaceToDepth", n -> n.emit("DepthToSpace", n.grad()).with("blocksize", n.node().integer("blocksize", 1))
			.output());
		rules.define("Trilu", n -> n.emit("Trilu", n.grad(), n.in(1)).with("upper", n.node().integer("upper", 1)).output(),
			RuleTable.NONE);
		rules.none("Shape", "Size", "ConstantOfShape");
	}

	private static Value dropout(Backward n) throws ModelException {
		if (n.hasIn(2) && n.integers(2)[0] != 0) throw new ModelException(
			"it drops elements as in training; export the model in evaluation mode (in PyTorch: model.eval())");
		return n.grad();
	}

	private static Value transpose(Backward n) throws ModelException {
		int rank = n.inDims(0).rank();
		long[] permutation = n.node().integers("perm");
		if (permutation == null) return n.grad().transpose(IntStream.range(0, rank).mapToLong(i -> rank - 1 - i).toArray());
		long[] inverse = new long[rank];
		for (int i = 0; i < rank; i++)
			inverse[(int) permutation[i]] = i;
		return n.grad().transpose(inverse);
	}

	private static Value concat(Backward n, int input) throws ModelException {
		int axis = n.outDims().axis(n.node().integer("axis", 0));
		if (n.outDims().grows(axis)) throw new ModelException("it joins along the batch");
		long start = 0;
		for (int i = 0; i < input; i++)
			start += n.inDims(i).size(axis);
		return n.grad().slice(axis, start, start + n.inDims(input).size(axis), 1);
	}

	private static Value split(Backward n) throws ModelException {
		List<Value> parts = new ArrayList<>();
		for (int i = 0; i < n.node().outputs().size(); i++)
			parts.add(n.grad(i));
		return n.emit("Concat", parts.toArray(Value[]::new)).with("axis", n.node().integer("axis", 0)).output();
	}

	private static Value pad(Backward n) throws ModelException {
		Dims dims = n.inDims(0);
		long[] given = n.integers(1);
		long[] axes = n.hasIn(3) ? n.integers(3) : IntStream.range(0, dims.rank()).asLongStream().toArray();
		String mode = n.node().text("mode", "constant");
		long[] crop = new long[2 * dims.rank()];
		Value g = n.grad();
		for (int i = 0; i < axes.length; i++) {
			int axis = dims.axis(axes[i]);
			long before = given[i];
			long after = given[axes.length + i];
			crop[axis] = -before;
			crop[dims.rank() + axis] = -after;
			if (!mode.equals("constant") && (before != 0 || after != 0)) g = unpadded(n, g, axis, before, mode);
		}
		return mode.equals("constant") ? g.pad(crop) : g;
	}

	/** Adds up, along an axis, what was copied from the same element. */
	private static Value unpadded(Backward n, Value value, int axis, long before, String mode) throws ModelException {
		int size = (int) n.inDims(0).size(axis);
		int padded = (int) n.outDims().size(axis);
		long[] sources = IntStream.range(0, padded).mapToLong(i -> source(i - before, size, mode)).toArray();
		long[] line = new long[n.inDims(0).rank()];
		Arrays.fill(line, 1);
		line[axis] = padded;
		Value shape = value.shape();
		Value indices = n.vector(sources).reshape(line).expand(shape);
		Value zeros = n.zeros(n.emit("Concat", shape.slice(0, 0, axis, 1), n.vector(size), shape.slice(0, axis + 1,
			Long.MAX_VALUE, 1)).with("axis", 0).output());
		return zeros.scatterAdd(axis, indices, value);
	}

	/** The element of 0 … size - 1 that padding puts at a position. */
	private static long source(long position, int size, String mode) {
		return switch (mode) {
			case "edge" -> Math.max(0, Math.min(size - 1, position));
			case "wrap" -> Math.floorMod(position, size);
			default -> size == 1 ? 0 : size - 1 - Math.abs(size - 1 - Math.floorMod(position, 2 * (size - 1)));
		};
	}

	private static Value tile(Backward n) throws ModelException {
		Dims dims = n.inDims(0);
		long[] repeats = n.integers(1);
		long[] split = new long[2 * dims.rank()];
		long[] axes = new long[dims.rank()];
		for (int axis = 0; axis < dims.rank(); axis++) {
			if (dims.grows(axis) && repeats[axis] > 1) throw new ModelException("it repeats the batch");
			split[2 * axis] = repeats[axis];
			split[2 * axis + 1] = dims.grows(axis) ? -1 : dims.size(axis);
			axes[axis] = 2L * axis;
		}
		return n.likeIn(0, n.grad().reshape(split).sum(axes));
	}

	private static Value depthToSpace(Backward n) throws ModelException {
		long block = n.node().integer("blocksize", 1);
		if (n.node().text("mode", "DCR").equals("DCR")) return n.emit("SpaceToDepth", n.grad()).with("blocksize", block)
			.output();
		Dims in = n.inDims(0);
		Value blocks = n.grad().reshape(-1, in.size(1) / (block * block), in.size(2), block, in.size(3), block);
		return n.likeIn(0, blocks.transpose(0, 1, 3, 5, 2, 4));
	}

	/** Puts the gradients back between zeros: mirrored for a negative step, spaced for a step beyond 1. */
	private static Value slice(Backward n) throws ModelException {
		Dims in = n.inDims(0);
		Dims out = n.outDims();
		long[] starts = n.integers(1);
		long[] axes = n.hasIn(3) ? n.integers(3) : IntStream.range(0, starts.length).asLongStream().toArray();
		Value g = n.grad();
		Dims grown = out.part(0, out.rank());
		long[] pads = new long[2 * in.rank()];
		for (int i = 0; i < axes.length; i++) {
			int axis = in.axis(axes[i]);
			long step = n.hasIn(4) ? n.integers(4)[i] : 1;
			if (in.grows(axis)) {
				if (step == 1 && in.size(axis) == out.size(axis)) continue;
				throw new ModelException("it takes a part of the batch");
			}
			long count = out.size(axis);
			long size = in.size(axis);
			long start = Math.max(0, Math.min(starts[i] < 0 ? starts[i] + size : starts[i], step < 0 ? size - 1 : size));
			if (step < 0) {
				g = g.slice(axis, -1, Long.MIN_VALUE, -1);
				start += (count - 1) * step;
				step = -step;
			}
			if (step > 1) g = spaced(n, g, axis, grown, step);
			pads[axis] = start;
			pads[in.rank() + axis] = size - start - count * step;
		}
		return g.pad(pads);
	}

	/** Puts step - 1 zeros after each element along an axis; {@code dims} are the value's before and after. */
	private static Value spaced(Backward n, Value value, int axis, Dims dims, long step) {
		long[] pads = new long[2 * (dims.rank() + 1)];
		pads[dims.rank() + 1 + axis + 1] = step - 1;
		Value apart = n.emit("Unsqueeze", value, n.vector(axis + 1)).output().pad(pads);
		dims.sizes()[axis] *= step;
		return apart.reshape(dims.reshapeTarget());
	}
}
