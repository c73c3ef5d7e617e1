package io.github.fijiray.onnx.gradient.rule;

import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Node;

import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which nodes are rectifiers, for the methods that change how these are passed.
 * <p>
 * Rectifiers are ReLU, its leaky, parametric, exponential and thresholded forms, Clip from 0 on (ReLU6), Max with 0, and
 * the smooth HardSwish, Swish, Mish and GELU, also where an exporter has written these as the product of a value with a
 * gate that is computed from it. Sigmoid, Tanh, Softplus and the like saturate or never rest at zero: they are not. A Clip
 * that is only a factor of another tensor is a gate, not a rectifier.
 * </p>
 */
final class Rectifiers {

	/** Zero wherever they are not active, and so is their derivative. */
	static final List<String> FLAT = List.of("Relu", "Clip", "ThresholdedRelu", "Max");

	/** Small, but not zero, where they are not active. */
	static final List<String> BENT = List.of("LeakyRelu", "PRelu", "Elu", "Selu", "Celu", "HardSwish", "Mish", "Gelu",
		"Swish", "Mul");

	private static final Set<String> GATES = Set.of("Sigmoid", "HardSigmoid", "Tanh", "Erf", "Clip");
	private static final Set<String> ELEMENTWISE = Set.of("Sigmoid", "HardSigmoid", "Tanh", "Erf", "Clip", "Softplus",
		"Add", "Sub", "Mul", "Div", "Pow", "Neg", "Exp", "Log", "Reciprocal", "Identity", "Cast");

	private Rectifiers() {}

	/** Whether a node of one of the listed operators is a rectifier. */
	static boolean is(Backward n) throws ModelException {
		return switch (n.node().operator()) {
			case "Clip" -> n.hasIn(1) && n.isConstant(1) && n.reals(1)[0] == 0 && !isFactor(n.forward(), n.node());
			case "Max" -> n.inputs() == 2 && (isZero(n, 0) || isZero(n, 1));
			case "Mul" -> isSelfGated(n);
			default -> true;
		};
	}

	private static boolean isZero(Backward n, int input) throws ModelException {
		return n.isConstant(input) && n.reals(input).length == 1 && n.reals(input)[0] == 0;
	}

	/** The input that carries the value: not the slope, the bias, the zero or the gate. */
	static int value(Backward n) {
		return switch (n.node().operator()) {
			case "Max" -> n.varies(0) ? 0 : 1;
			case "Mul" -> isGated(n.forward(), n.node().input(0), origin(n.forward(), n.node())) ? 1 : 0;
			default -> 0;
		};
	}

	/** Whether a product is of a value and a gate that depends on nothing but the value, element by element. */
	static boolean isSelfGated(Backward n) {
		if (!n.node().is("Mul") || !n.varies(0) || !n.varies(1)) return false;
		String origin = origin(n.forward(), n.node());
		return origin != null && isGated(n.forward(), n.node().input(0), origin) != isGated(n.forward(), n.node().input(1),
			origin);
	}

	/** The latest tensor that both factors are elementwise functions of, and of nothing else; null if there is none. */
	private static String origin(Forward forward, Node product) {
		NavigableSet<String> open = latestLast(forward);
		open.addAll(product.inputs());
		while (open.size() > 1) {
			Node latest = forward.graph().producer(open.pollLast());
			if (latest == null || !isElementwise(latest)) return null;
			latest.inputs().stream().filter(forward::varies).forEach(open::add);
		}
		return open.first();
	}

	/** Whether a saturating function lies between a tensor and its origin. */
	private static boolean isGated(Forward forward, String tensor, String origin) {
		NavigableSet<String> open = latestLast(forward);
		open.add(tensor);
		while (!open.last().equals(origin)) {
			Node latest = forward.graph().producer(open.pollLast());
			if (GATES.contains(latest.operator())) return true;
			latest.inputs().stream().filter(forward::varies).forEach(open::add);
		}
		return false;
	}

	private static NavigableSet<String> latestLast(Forward forward) {
		return new TreeSet<>(Comparator.comparing(forward::position).thenComparing(Comparator.naturalOrder()));
	}

	private static boolean isElementwise(Node node) {
		return node.domain().isEmpty() && ELEMENTWISE.contains(node.operator());
	}

	/** Whether a node's output is used only, perhaps scaled, as a factor of another tensor that depends on the image. */
	private static boolean isFactor(Forward forward, Node node) {
		List<Node> consumers = forward.graph().consumers(node.output(0));
		return !consumers.isEmpty() && consumers.stream().allMatch(consumer -> {
			boolean product = consumer.is("Mul") || consumer.is("Div");
			long varying = Stream.of(consumer.input(0), consumer.input(1)).filter(forward::varies).count();
			return product && (varying == 2 || isFactor(forward, consumer));
		});
	}
}
