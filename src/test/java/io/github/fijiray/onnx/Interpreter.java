package io.github.fijiray.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Runs models of opset 18 in double precision, straight from the definitions: slow, and plain enough to be trusted. */
public final class Interpreter {

	private static final Map<String, DoubleUnaryOperator> UNARY = new HashMap<>();
	private static final Map<String, DoubleBinaryOperator> BINARY = new HashMap<>();
	private static final Map<String, ToDoubleFunction<double[]>> REDUCTIONS = new HashMap<>();

	static {
		UNARY.put("Identity", x -> x);
		UNARY.put("Dropout", x -> x);
		UNARY.put("Relu", x -> Math.max(x, 0));
		UNARY.put("Sigmoid", x -> 1 / (1 + Math.exp(-x)));
		UNARY.put("Tanh", Math::tanh);
		UNARY.put("Softplus", x -> Math.log1p(Math.exp(x)));
		UNARY.put("Softsign", x -> x / (1 + Math.abs(x)));
		UNARY.put("HardSwish", x -> x * Math.min(1, Math.max(0, x / 6 + 0.5)));
		UNARY.put("Mish", x -> x * Math.tanh(Math.log1p(Math.exp(x))));
		UNARY.put("Erf", Interpreter::erf);
		UNARY.put("Neg", x -> -x);
		UNARY.put("Abs", Math::abs);
		UNARY.put("Sqrt", Math::sqrt);
		UNARY.put("Reciprocal", x -> 1 / x);
		UNARY.put("Exp", Math::exp);
		UNARY.put("Log", Math::log);
		UNARY.put("Sign", Math::signum);
		UNARY.put("Floor", Math::floor);
		UNARY.put("Ceil", Math::ceil);
		UNARY.put("Round", Math::rint);
		UNARY.put("Not", x -> x == 0 ? 1 : 0);
		UNARY.put("IsNaN", x -> Double.isNaN(x) ? 1 : 0);
		UNARY.put("IsInf", x -> Double.isInfinite(x) ? 1 : 0);
		UNARY.put("Sin", Math::sin);
		UNARY.put("Cos", Math::cos);
		UNARY.put("Tan", Math::tan);
		UNARY.put("Asin", Math::asin);
		UNARY.put("Acos", Math::acos);
		UNARY.put("Atan", Math::atan);
		UNARY.put("Sinh", Math::sinh);
		UNARY.put("Cosh", Math::cosh);
		UNARY.put("Asinh", x -> Math.log(x + Math.sqrt(x * x + 1)));
		UNARY.put("Acosh", x -> Math.log(x + Math.sqrt(x * x - 1)));
		UNARY.put("Atanh", x -> 0.5 * Math.log((1 + x) / (1 - x)));

		BINARY.put("Add", Double::sum);
		BINARY.put("Sub", (a, b) -> a - b);
		BINARY.put("Mul", (a, b) -> a * b);
		BINARY.put("Div", (a, b) -> a / b);
		BINARY.put("Pow", Math::pow);
		BINARY.put("Sum", Double::sum);
		BINARY.put("Min", Math::min);
		BINARY.put("Max", Math::max);
		BINARY.put("Mod", (a, b) -> a % b);
		BINARY.put("PRelu", (x, slope) -> x < 0 ? slope * x : x);
		BINARY.put("Greater", (a, b) -> a > b ? 1 : 0);
		BINARY.put("GreaterOrEqual", (a, b) -> a >= b ? 1 : 0);
		BINARY.put("Less", (a, b) -> a < b ? 1 : 0);
		BINARY.put("LessOrEqual", (a, b) -> a <= b ? 1 : 0);
		BINARY.put("Equal", (a, b) -> a == b ? 1 : 0);
		BINARY.put("And", (a, b) -> a != 0 && b != 0 ? 1 : 0);
		BINARY.put("Or", (a, b) -> a != 0 || b != 0 ? 1 : 0);
		BINARY.put("Xor", (a, b) -> a != 0 ^ b != 0 ? 1 : 0);

		REDUCTIONS.put("ReduceSum", v -> DoubleStream.of(v).sum());
		REDUCTIONS.put("ReduceMean", v -> DoubleStream.of(v).average().orElse(0));
		REDUCTIONS.put("ReduceMax", v -> DoubleStream.of(v).max().orElse(0));
		REDUCTIONS.put("ReduceMin", v -> DoubleStream.of(v).min().orElse(0));
		REDUCTIONS.put("ReduceProd", v -> DoubleStream.of(v).reduce(1, (a, b) -> a * b));
		REDUCTIONS.put("ReduceL1", v -> DoubleStream.of(v).map(Math::abs).sum());
		REDUCTIONS.put("ReduceL2", v -> Math.sqrt(DoubleStream.of(v).map(x -> x * x).sum()));
		REDUCTIONS.put("ReduceSumSquare", v -> DoubleStream.of(v).map(x -> x * x).sum());
		REDUCTIONS.put("ReduceLogSum", v -> Math.log(DoubleStream.of(v).sum()));
		REDUCTIONS.put("ReduceLogSumExp", v -> Math.log(DoubleStream.of(v).map(Math::exp).sum()));
	}

	private final Map<String, NdArray> values = new HashMap<>();
	private final Set<String> signed = new HashSet<>();
	private final boolean rounds;
	private Node node;

	private Interpreter(boolean rounds) {
		this.rounds = rounds;
	}

	/** The values of all tensors of a model for the given inputs. */
	public static Map<String, NdArray> run(ModelProto model, Map<String, NdArray> inputs) {
		return run(model, inputs, true);
	}

	/** @param rounds false to leave out the rounding of numbers that are quantised */
	public static Map<String, NdArray> run(ModelProto model, Map<String, NdArray> inputs, boolean rounds) {
		Interpreter interpreter = new Interpreter(rounds);
		model.getGraph().getInitializerList().forEach(t -> interpreter.values.put(t.getName(), array(t)));
		model.getGraph().getInitializerList().stream().filter(t -> t.getDataType() == ElementType.INT8.number()).forEach(
			t -> interpreter.signed.add(t.getName()));
		interpreter.values.putAll(inputs);
		for (NodeProto node : model.getGraph().getNodeList())
			interpreter.run(new Node(node));
		return interpreter.values;
	}

	static NdArray array(TensorProto tensor) {
		return new NdArray(tensor.getDimsList().stream().mapToInt(Long::intValue).toArray(), TensorData.numbers(tensor));
	}

	private void run(Node next) {
		node = next;
		NdArray[] results = evaluate();
		for (int i = 0; i < node.outputs().size() && i < results.length; i++)
			values.put(node.output(i), results[i]);
	}

	private NdArray in(int index) {
		return node.input(index).isEmpty() ? null : values.get(node.input(index));
	}

	private double scalar(int index, double otherwise) {
		return in(index) == null ? otherwise : in(index).data()[0];
	}

	private int integer(String attribute, int otherwise) {
		return (int) node.integer(attribute, otherwise);
	}

	private int[] integers(String attribute, int... otherwise) {
		return node.has(attribute) ? Arrays.stream(node.integers(attribute)).mapToInt(v -> (int) v).toArray() : otherwise;
	}

	private NdArray[] evaluate() {
		String operator = node.operator();
		if (UNARY.containsKey(operator)) return one(in(0).map(UNARY.get(operator)));
		if (BINARY.containsKey(operator)) return one(inputs().reduce((a, b) -> a.combine(b, BINARY.get(operator))).get());
		if (REDUCTIONS.containsKey(operator)) return one(reduce(REDUCTIONS.get(operator)));
		return switch (operator) {
			case "MaxPool" -> maxPool();
			case "Split" -> split();
			case "TopK" -> topK();
			case "DynamicQuantizeLinear" -> dynamicQuantize();
			default -> one(single(operator));
		};
	}

	private NdArray single(String operator) {
		NdArray x = in(0);
		float alpha = node.real("alpha", 1);
		return switch (operator) {
			case "Constant" -> node.has("value") ? array(node.tensor("value")) : NdArray.scalar(node.has("value_float") ? node
				.real("value_float", 0) : node.integer("value_int", 0));
			case "ConstantOfShape" -> NdArray.of(x.ints(), i -> node.has("value") ? array(node.tensor("value")).data()[0] : 0);
			case "Shape" -> NdArray.vector(x.shape());
			case "Size" -> NdArray.scalar(x.data().length);
			case "Cast" -> cast(x, ElementType.of(integer("to", 1)));
			case "CastLike" -> x;
			case "QuantizeLinear" -> quantize(x);
			case "Shrink" -> x.map(v -> Math.abs(v) > node.real("lambd", 0.5) ? v - Math.signum(v) * node.real("bias", 0) : 0);
			case "Swish" -> x.map(v -> v / (1 + Math.exp(-alpha * v)));
			case "Trilu" -> trilu(x);
			case "OneHot" -> NdArray.of(IntStream.concat(Arrays.stream(x.shape()), IntStream.of(in(1).ints())).toArray(), i -> x
				.get(Arrays.copyOf(i, x.rank())) == i[x.rank()] ? in(2).data()[1] : in(2).data()[0]);
			case "Hardmax" -> NdArray.of(x.shape(), i -> IntStream.range(0, x.dim(-1)).allMatch(k -> {
				double other = x.get(at(i, x.rank() - 1, k, x));
				return other < x.get(i) || other == x.get(i) && k >= i[x.rank() - 1];
			}) ? 1 : 0);
			case "Clip" -> x.map(v -> Math.min(Math.max(v, scalar(1, Double.NEGATIVE_INFINITY)), scalar(2,
				Double.POSITIVE_INFINITY)));
			case "LeakyRelu" -> x.map(v -> v < 0 ? node.real("alpha", 0.01) * v : v);
			case "ThresholdedRelu" -> x.map(v -> v > alpha ? v : 0);
			case "Elu" -> x.map(v -> v < 0 ? alpha * Math.expm1(v) : v);
			case "Celu" -> x.map(v -> Math.max(v, 0) + Math.min(0, alpha * Math.expm1(v / alpha)));
			case "Selu" -> x.map(v -> node.real("gamma", 1.0507009873554805) * (v < 0 ? node.real("alpha", 1.6732632423543772) *
				Math.expm1(v) : v));
			case "HardSigmoid" -> x.map(v -> Math.min(1, Math.max(0, node.real("alpha", 0.2) * v + node.real("beta", 0.5))));
			case "Gelu" -> x.map(v -> node.text("approximate", "none").equals("tanh") ? 0.5 * v * (1 + Math.tanh(Math.sqrt(2 /
				Math.PI) * (v + 0.044715 * v * v * v))) : 0.5 * v * (1 + erf(v / Math.sqrt(2))));
			case "Mean" -> inputs().reduce((a, b) -> a.combine(b, Double::sum)).get().map(v -> v / node.inputs().size());
			case "Where" -> NdArray.of(NdArray.broadcast(x.shape(), in(1).shape(), in(2).shape()), i -> x.broadcast(i) != 0
				? in(1).broadcast(i) : in(2).broadcast(i));
			case "Reshape" -> reshape();
			case "Flatten" -> x.reshape(NdArray.size(Arrays.copyOf(x.shape(), x.axis(integer("axis", 1)))), -1);
			case "Squeeze" -> squeeze();
			case "Unsqueeze" -> unsqueeze(x, in(1).ints());
			case "Transpose" -> x.transpose(integers("perm", IntStream.range(0, x.rank()).map(i -> x.rank() - 1 - i)
				.toArray()));
			case "Expand" -> NdArray.of(NdArray.broadcast(x.shape(), in(1).ints()), x::broadcast);
			case "Tile" -> NdArray.of(IntStream.range(0, x.rank()).map(a -> x.dim(a) * in(1).ints()[a]).toArray(), i -> x.get(
				IntStream.range(0, i.length).map(a -> i[a] % x.dim(a)).toArray()));
			case "Concat" -> NdArray.concat(integer("axis", 0), inputs().toArray(NdArray[]::new));
			case "Slice" -> slice();
			case "Pad" -> pad();
			case "Gather" -> gather();
			case "GatherElements" -> NdArray.of(in(1).shape(), i -> x.get(at(i, x.axis(integer("axis", 0)), in(1).get(i), x)));
			case "GatherND" -> gatherNd();
			case "ScatterElements" -> scatterElements();
			case "ScatterND" -> scatterNd();
			case "EyeLike" -> NdArray.of(x.shape(), i -> i[0] == i[1] ? 1 : 0);
			case "ArgMax" -> argMax(x);
			case "ArgMin" -> argMax(x.map(v -> -v));
			case "NonZero" -> nonZero(x);
			case "Range" -> NdArray.of(new int[] { (int) Math.ceil((in(1).data()[0] - x.data()[0]) / in(2).data()[0]) }, i -> x
				.data()[0] + i[0] * in(2).data()[0]);
			case "CumSum" -> cumSum();
			case "DepthToSpace" -> depthToSpace();
			case "SpaceToDepth" -> spaceToDepth();
			case "Conv" -> Windows.conv(node, x, in(1), in(2));
			case "ConvTranspose" -> Windows.convTranspose(node, x, in(1), in(2));
			case "AveragePool" -> Windows.averagePool(node, x);
			case "LpPool" -> Windows.lpPool(node, x);
			case "GlobalAveragePool" -> x.reduce(spatial(x), REDUCTIONS.get("ReduceMean"));
			case "GlobalMaxPool" -> x.reduce(spatial(x), REDUCTIONS.get("ReduceMax"));
			case "GlobalLpPool" -> x.reduce(spatial(x), v -> norm(v, integer("p", 2)));
			case "Gemm" -> gemm();
			case "MatMul" -> matmul(x, in(1));
			case "Einsum" -> einsum();
			case "Softmax" -> softmax(x, integer("axis", -1));
			case "LogSoftmax" -> softmax(x, integer("axis", -1)).map(Math::log);
			case "BatchNormalization" -> affine(x, channels(in(3), x), channels(in(4), x), channels(in(1), x), channels(in(2),
				x));
			case "InstanceNormalization" -> normalised(x, spatial(x), channels(in(1), x), channels(in(2), x));
			case "LayerNormalization" -> normalised(x, IntStream.range(x.axis(integer("axis", -1)), x.rank()).toArray(), in(1),
				in(2) == null ? NdArray.scalar(0) : in(2));
			case "RMSNormalization" -> x.combine(x.reduce(IntStream.range(x.axis(integer("axis", -1)), x.rank()).toArray(),
				v -> Math.sqrt(DoubleStream.of(v).map(a -> a * a).average().orElse(0) + node.real("epsilon", 1e-5))), (v,
					r) -> v / r).combine(in(1), (v, s) -> v * s);
			case "GroupNormalization" -> groupNormalization();
			case "MeanVarianceNormalization" -> normalised(x, integers("axes", 0, 2, 3), NdArray.scalar(1), NdArray.scalar(0));
			case "LpNormalization" -> x.combine(x.reduce(new int[] { integer("axis", -1) }, v -> norm(v, integer("p", 2))), (
				a, b) -> a / b);
			case "LRN" -> localResponse();
			case "Resize" -> Resizing.resize(node, x, in(2), in(3));
			default -> throw new IllegalArgumentException("The interpreter does not know " + operator);
		};
	}

	private static NdArray[] one(NdArray result) {
		return new NdArray[] { result };
	}

	private java.util.stream.Stream<NdArray> inputs() {
		return node.inputs().stream().map(values::get);
	}

	/** Series of erf for small arguments, continued fraction of erfc for large ones. */
	private static double erf(double x) {
		if (Math.abs(x) > 3) {
			double fraction = 0;
			for (int k = 60; k > 0; k--)
				fraction = k / 2.0 / (Math.abs(x) + fraction);
			return Math.signum(x) * (1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / (Math.abs(x) + fraction));
		}
		double term = x;
		double sum = x;
		for (int k = 1; k < 100; k++) {
			term *= -x * x / k;
			sum += term / (2 * k + 1);
		}
		return 2 / Math.sqrt(Math.PI) * sum;
	}

	private static NdArray cast(NdArray x, ElementType type) {
		return switch (type) {
			case BOOL -> x.map(v -> v != 0 ? 1 : 0);
			case INT64, INT32, INT8, UINT8 -> x.map(v -> v < 0 ? Math.ceil(v) : Math.floor(v));
			default -> x;
		};
	}

	private NdArray reduce(ToDoubleFunction<double[]> f) {
		boolean all = in(1) == null || in(1).data().length == 0;
		if (all && integer("noop_with_empty_axes", 0) != 0) return in(0);
		int[] axes = all ? IntStream.range(0, in(0).rank()).toArray() : in(1).ints();
		NdArray kept = in(0).reduce(axes, f);
		int[] reduced = Arrays.stream(axes).map(in(0)::axis).toArray();
		return integer("keepdims", 1) != 0 ? kept : kept.reshape(IntStream.range(0, in(0).rank()).filter(a -> Arrays.stream(
			reduced).noneMatch(r -> r == a)).map(in(0)::dim).toArray());
	}

	private NdArray reshape() {
		int[] target = in(1).ints();
		for (int i = 0; i < target.length; i++)
			if (target[i] == 0) target[i] = in(0).dim(i);
		return in(0).reshape(target);
	}

	private NdArray squeeze() {
		NdArray x = in(0);
		int[] axes = in(1) == null ? IntStream.range(0, x.rank()).filter(a -> x.dim(a) == 1).toArray() : Arrays.stream(in(1)
			.ints()).map(x::axis).toArray();
		return x.reshape(IntStream.range(0, x.rank()).filter(a -> Arrays.stream(axes).noneMatch(b -> a == b)).map(x::dim)
			.toArray());
	}

	private static NdArray unsqueeze(NdArray x, int[] axes) {
		int rank = x.rank() + axes.length;
		int[] shape = new int[rank];
		for (int axis : axes)
			shape[axis < 0 ? axis + rank : axis] = 1;
		int next = 0;
		for (int i = 0; i < rank; i++)
			if (shape[i] == 0) shape[i] = x.dim(next++);
		return x.reshape(shape);
	}

	private NdArray[] split() {
		NdArray x = in(0);
		int axis = x.axis(integer("axis", 0));
		int parts = node.outputs().size();
		int each = (x.dim(axis) + parts - 1) / parts;
		int[] sizes = in(1) != null ? in(1).ints() : IntStream.range(0, parts).map(i -> Math.min(each, x.dim(axis) - i *
			each)).toArray();
		NdArray[] results = new NdArray[parts];
		int start = 0;
		for (int i = 0; i < parts; i++) {
			results[i] = x.take(axis, IntStream.range(start, start + sizes[i]).toArray());
			start += sizes[i];
		}
		return results;
	}

	private NdArray slice() {
		NdArray x = in(0);
		int[] starts = in(1).ints();
		for (int i = 0; i < starts.length; i++) {
			int axis = x.axis(in(3) == null ? i : in(3).ints()[i]);
			int step = in(4) == null ? 1 : in(4).ints()[i];
			int size = x.dim(axis);
			int start = clamp(starts[i] < 0 ? starts[i] + size : starts[i], 0, step < 0 ? size - 1 : size);
			long rawEnd = in(2).ints()[i];
			int end = clamp(rawEnd < 0 ? rawEnd + size : rawEnd, step < 0 ? -1 : 0, size);
			x = x.take(axis, IntStream.iterate(start, v -> step > 0 ? v < end : v > end, v -> v + step).toArray());
		}
		return x;
	}

	private static int clamp(long value, int low, int high) {
		return (int) Math.max(low, Math.min(high, value));
	}

	private NdArray pad() {
		NdArray x = in(0);
		int[] axes = in(3) == null ? IntStream.range(0, x.rank()).toArray() : in(3).ints();
		int[] pads = in(1).ints();
		int[] shape = x.shape().clone();
		int[] before = new int[x.rank()];
		for (int i = 0; i < axes.length; i++) {
			int axis = x.axis(axes[i]);
			before[axis] = pads[i];
			shape[axis] += pads[i] + pads[axes.length + i];
		}
		String mode = node.text("mode", "constant");
		return NdArray.of(shape, i -> {
			int[] from = new int[i.length];
			for (int axis = 0; axis < i.length; axis++) {
				int size = x.dim(axis);
				int p = i[axis] - before[axis];
				if ((p < 0 || p >= size) && mode.equals("constant")) return scalar(2, 0);
				from[axis] = switch (mode) {
					case "edge" -> clamp(p, 0, size - 1);
					case "reflect" -> size == 1 ? 0 : (size - 1) - Math.abs((size - 1) - Math.floorMod(p, 2 * (size - 1)));
					case "wrap" -> Math.floorMod(p, size);
					default -> p;
				};
			}
			return x.get(from);
		});
	}

	private static int[] at(int[] index, int axis, double position, NdArray within) {
		int[] moved = index.clone();
		moved[axis] = (int) position + (position < 0 ? within.dim(axis) : 0);
		return moved;
	}

	private NdArray gather() {
		NdArray x = in(0);
		NdArray indices = in(1);
		int axis = x.axis(integer("axis", 0));
		int[] shape = IntStream.concat(IntStream.concat(Arrays.stream(x.shape(), 0, axis), Arrays.stream(indices.shape())),
			Arrays.stream(x.shape(), axis + 1, x.rank())).toArray();
		int[] flat = Arrays.stream(indices.ints()).map(i -> i < 0 ? i + x.dim(axis) : i).toArray();
		return x.take(axis, flat).reshape(shape);
	}

	private NdArray gatherNd() {
		NdArray x = in(0);
		NdArray indices = in(1);
		int batch = integer("batch_dims", 0);
		int depth = indices.dim(-1);
		int[] lead = Arrays.copyOf(indices.shape(), indices.rank() - 1);
		int[] tail = Arrays.copyOfRange(x.shape(), batch + depth, x.rank());
		return NdArray.of(IntStream.concat(Arrays.stream(lead), Arrays.stream(tail)).toArray(), i -> {
			int[] from = new int[x.rank()];
			System.arraycopy(i, 0, from, 0, batch);
			for (int d = 0; d < depth; d++) {
				int[] where = Arrays.copyOf(i, lead.length + 1);
				where[lead.length] = d;
				int position = (int) indices.get(where);
				from[batch + d] = position < 0 ? position + x.dim(batch + d) : position;
			}
			System.arraycopy(i, lead.length, from, batch + depth, tail.length);
			return x.get(from);
		});
	}

	private NdArray scatterElements() {
		NdArray result = new NdArray(in(0).shape(), in(0).data().clone());
		int axis = result.axis(integer("axis", 0));
		boolean add = node.text("reduction", "none").equals("add");
		NdArray.of(in(1).shape(), i -> {
			int to = result.offset(at(i, axis, in(1).get(i), result));
			result.data()[to] = in(2).get(i) + (add ? result.data()[to] : 0);
			return 0;
		});
		return result;
	}

	private NdArray scatterNd() {
		NdArray result = new NdArray(in(0).shape(), in(0).data().clone());
		NdArray indices = in(1);
		int depth = indices.dim(-1);
		boolean add = node.text("reduction", "none").equals("add");
		NdArray.of(in(2).shape(), i -> {
			int[] where = Arrays.copyOf(i, indices.rank());
			int[] to = new int[result.rank()];
			for (int d = 0; d < depth; d++) {
				where[indices.rank() - 1] = d;
				int position = (int) indices.get(where);
				to[d] = position < 0 ? position + result.dim(d) : position;
			}
			System.arraycopy(i, indices.rank() - 1, to, depth, result.rank() - depth);
			int offset = result.offset(to);
			result.data()[offset] = in(2).get(i) + (add ? result.data()[offset] : 0);
			return 0;
		});
		return result;
	}

	private NdArray nonZero(NdArray x) {
		int[] found = IntStream.range(0, x.data().length).filter(i -> x.data()[i] != 0).toArray();
		return NdArray.of(new int[] { x.rank(), found.length }, i -> found[i[1]] / NdArray.size(Arrays.copyOfRange(x.shape(),
			i[0] + 1, x.rank())) % x.dim(i[0]));
	}

	private NdArray trilu(NdArray x) {
		double k = scalar(1, 0);
		boolean upper = integer("upper", 1) != 0;
		return NdArray.of(x.shape(), i -> {
			int above = i[i.length - 1] - i[i.length - 2];
			return (upper ? above >= k : above <= k) ? x.get(i) : 0;
		});
	}

	private NdArray quantize(NdArray x) {
		NdArray scale = alongAxis(in(1), x);
		NdArray zero = in(2) == null ? NdArray.scalar(0) : alongAxis(in(2), x);
		int low = signed.contains(node.input(2)) ? -128 : 0;
		return x.combine(scale, (v, s) -> rounds ? Math.rint(v / s) : v / s).combine(zero, Double::sum).map(q -> Math.max(low,
			Math.min(low + 255, q)));
	}

	private NdArray alongAxis(NdArray parameter, NdArray x) {
		if (parameter.data().length == 1) return NdArray.scalar(parameter.data()[0]);
		int[] shape = new int[x.rank()];
		Arrays.fill(shape, 1);
		shape[x.axis(integer("axis", 1))] = -1;
		return parameter.reshape(shape);
	}

	/** To bytes, with a scale that holds 0 and all numbers. */
	private NdArray[] dynamicQuantize() {
		double low = Math.min(0, DoubleStream.of(in(0).data()).min().orElse(0));
		double high = Math.max(0, DoubleStream.of(in(0).data()).max().orElse(0));
		double scale = (high - low) / 255;
		double zero = Math.rint(-low / scale);
		NdArray quantized = in(0).map(v -> (rounds ? Math.rint(v / scale) : v / scale) + zero);
		return new NdArray[] { quantized, NdArray.scalar(scale), NdArray.scalar(zero) };
	}

	private NdArray argMax(NdArray x) {
		int axis = x.axis(integer("axis", 0));
		NdArray kept = x.reduce(new int[] { axis }, v -> {
			int best = 0;
			for (int i = 1; i < v.length; i++)
				if (v[i] > v[best]) best = i;
			return best;
		});
		return integer("keepdims", 1) != 0 ? kept : kept.reshape(IntStream.range(0, x.rank()).filter(a -> a != axis).map(
			x::dim).toArray());
	}

	private NdArray[] topK() {
		NdArray x = in(0);
		int axis = x.axis(integer("axis", -1));
		int k = in(1).ints()[0];
		int sign = integer("largest", 1) != 0 ? -1 : 1;
		NdArray indices = NdArray.of(x.shapeWith(axis, k), i -> IntStream.range(0, x.dim(axis)).boxed().sorted((a, b) ->
			sign * Double.compare(x.get(at(i, axis, a, x)), x.get(at(i, axis, b, x)))).toList().get(i[axis]));
		return new NdArray[] { NdArray.of(indices.shape(), i -> x.get(at(i, axis, indices.get(i), x))), indices };
	}

	private NdArray cumSum() {
		NdArray x = in(0);
		int axis = x.axis(in(1).ints()[0]);
		boolean reverse = integer("reverse", 0) != 0;
		int skip = integer("exclusive", 0);
		return NdArray.of(x.shape(), i -> (reverse ? IntStream.range(i[axis] + skip, x.dim(axis)) : IntStream.range(0,
			i[axis] + 1 - skip)).mapToDouble(p -> x.get(at(i, axis, p, x))).sum());
	}

	private NdArray depthToSpace() {
		NdArray x = in(0);
		int b = integer("blocksize", 1);
		int c = x.dim(1) / (b * b);
		NdArray moved = node.text("mode", "DCR").equals("DCR") ? x.reshape(x.dim(0), b, b, c, x.dim(2), x.dim(3)).transpose(
			0, 3, 4, 1, 5, 2) : x.reshape(x.dim(0), c, b, b, x.dim(2), x.dim(3)).transpose(0, 1, 4, 2, 5, 3);
		return moved.reshape(x.dim(0), c, x.dim(2) * b, x.dim(3) * b);
	}

	private NdArray spaceToDepth() {
		NdArray x = in(0);
		int b = integer("blocksize", 1);
		return x.reshape(x.dim(0), x.dim(1), x.dim(2) / b, b, x.dim(3) / b, b).transpose(0, 3, 5, 1, 2, 4).reshape(x.dim(0),
			x.dim(1) * b * b, x.dim(2) / b, x.dim(3) / b);
	}

	private NdArray[] maxPool() {
		return Windows.maxPool(node, in(0));
	}

	private NdArray gemm() {
		NdArray a = integer("transA", 0) != 0 ? in(0).transpose(1, 0) : in(0);
		NdArray b = integer("transB", 0) != 0 ? in(1).transpose(1, 0) : in(1);
		NdArray product = matmul(a, b).map(v -> node.real("alpha", 1) * v);
		return in(2) == null ? product : product.combine(in(2), (p, c) -> p + node.real("beta", 1) * c);
	}

	private static NdArray matmul(NdArray left, NdArray right) {
		NdArray a = left.rank() == 1 ? left.reshape(1, -1) : left;
		NdArray b = right.rank() == 1 ? right.reshape(-1, 1) : right;
		int[] stack = NdArray.broadcast(Arrays.copyOf(a.shape(), a.rank() - 2), Arrays.copyOf(b.shape(), b.rank() - 2));
		int[] shape = Arrays.copyOf(stack, stack.length + 2);
		shape[stack.length] = a.dim(-2);
		shape[stack.length + 1] = b.dim(-1);
		NdArray product = NdArray.of(shape, i -> {
			int[] p = i.clone();
			int[] q = i.clone();
			double sum = 0;
			for (int k = 0; k < a.dim(-1); k++) {
				p[i.length - 1] = k;
				q[i.length - 2] = k;
				sum += a.broadcast(p) * b.broadcast(q);
			}
			return sum;
		});
		int[] kept = IntStream.range(0, shape.length).filter(x -> !(left.rank() == 1 && x == shape.length - 2) && !(right
			.rank() == 1 && x == shape.length - 1)).map(x -> shape[x]).toArray();
		return product.reshape(kept);
	}

	private NdArray einsum() {
		String equation = node.text("equation", "").replace(" ", "");
		String letters = equation.replaceAll("->.*|[,.]", "");
		String implied = "..." + letters.chars().sorted().filter(c -> letters.indexOf(c) == letters.lastIndexOf(c)).mapToObj(
			c -> "" + (char) c).reduce("", String::concat);
		String[] sides = equation.contains("->") ? equation.split("->", -1) : new String[] { equation, implied };
		String[] terms = sides[0].split(",");
		Map<Character, Integer> sizes = new HashMap<>();
		String dots = "";
		for (int t = 0; t < terms.length; t++) {
			String own = "UVWXYZ".substring(6 - Math.max(0, in(t).rank() - terms[t].replace("...", "").length()));
			if (terms[t].contains("...") && own.length() > dots.length()) dots = own;
			terms[t] = terms[t].replace("...", own);
			for (int a = 0; a < terms[t].length(); a++)
				sizes.put(terms[t].charAt(a), in(t).dim(a));
		}
		String result = sides[1].replace("...", dots);
		String summed = sizes.keySet().stream().filter(c -> result.indexOf(c) < 0).map(String::valueOf).reduce("",
			String::concat);
		String all = result + summed;
		NdArray full = NdArray.of(all.chars().map(c -> sizes.get((char) c)).toArray(), i -> {
			double product = 1;
			for (int t = 0; t < terms.length; t++)
				product *= in(t).get(terms[t].chars().map(c -> i[all.indexOf(c)]).toArray());
			return product;
		});
		int kept = result.length();
		return full.reduce(IntStream.range(kept, all.length()).toArray(), REDUCTIONS.get("ReduceSum")).reshape(Arrays.copyOf(
			full.shape(), kept));
	}

	private static NdArray softmax(NdArray x, int axis) {
		NdArray e = x.combine(x.reduce(new int[] { axis }, REDUCTIONS.get("ReduceMax")), (v, top) -> Math.exp(v - top));
		return e.combine(e.reduce(new int[] { axis }, REDUCTIONS.get("ReduceSum")), (v, sum) -> v / sum);
	}

	private static int[] spatial(NdArray x) {
		return IntStream.range(2, x.rank()).toArray();
	}

	private static NdArray channels(NdArray perChannel, NdArray x) {
		int[] shape = new int[x.rank() - 1];
		Arrays.fill(shape, 1);
		shape[0] = perChannel.data().length;
		return perChannel.reshape(shape);
	}

	private NdArray normalised(NdArray x, int[] axes, NdArray scale, NdArray shift) {
		NdArray mean = x.reduce(axes, REDUCTIONS.get("ReduceMean"));
		NdArray variance = x.combine(mean, (v, m) -> (v - m) * (v - m)).reduce(axes, REDUCTIONS.get("ReduceMean"));
		return affine(x, mean, variance, scale, shift);
	}

	private NdArray affine(NdArray x, NdArray mean, NdArray variance, NdArray scale, NdArray shift) {
		double epsilon = node.operator().startsWith("MeanVariance") ? 1e-9 : node.real("epsilon", 1e-5);
		NdArray unit = x.combine(mean, (v, m) -> v - m).combine(variance, (v, s) -> v / Math.sqrt(s + epsilon));
		return unit.combine(scale, (v, s) -> v * s).combine(shift, Double::sum);
	}

	private NdArray groupNormalization() {
		NdArray x = in(0);
		int groups = integer("num_groups", 1);
		NdArray grouped = x.reshape(x.dim(0), groups, -1);
		NdArray unit = normalised(grouped, new int[] { 2 }, NdArray.scalar(1), NdArray.scalar(0)).reshape(x.shape());
		int repeats = x.dim(1) / in(1).data().length;
		NdArray scale = NdArray.of(new int[] { x.dim(1) }, i -> in(1).get(i[0] / repeats));
		NdArray shift = NdArray.of(new int[] { x.dim(1) }, i -> in(2).get(i[0] / repeats));
		return unit.combine(channels(scale, x), (v, s) -> v * s).combine(channels(shift, x), Double::sum);
	}

	private NdArray localResponse() {
		NdArray x = in(0);
		int size = integer("size", 1);
		return NdArray.of(x.shape(), i -> {
			double sum = 0;
			int first = i[1] - (size - 1) / 2;
			for (int c = Math.max(0, first); c < Math.min(x.dim(1), first + size); c++)
				sum += Math.pow(x.get(at(i, 1, c, x)), 2);
			return x.get(i) / Math.pow(node.real("bias", 1) + node.real("alpha", 1e-4) / size * sum, node.real("beta", 0.75));
		});
	}

	private static double norm(double[] values, int p) {
		return Math.pow(DoubleStream.of(values).map(v -> Math.pow(Math.abs(v), p)).sum(), 1.0 / p);
	}
}
