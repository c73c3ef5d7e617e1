package io.github.fijiray.onnx.gradient.rule;

import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Value;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Excitation backpropagation (Zhang et al., <em>Top-down Neural Attention by Excitation Backprop</em>, 2016): what
 * arrives at a node is shared among its inputs as a probability.
 * <ul>
 * <li>Linear operators, f: p_in = x ⊙ f*(W⁺, p ⊘ f(x, W⁺)) with W⁺ = max(0, W), without bias, and 0/0 = 0.</li>
 * <li>Averages, sums over axes and interpolation: the same with their own weights, which are positive.</li>
 * <li>Sums of tensors: in proportion to the terms; constant terms count as bias.</li>
 * <li>Activations, normalisations, and multiplication with a constant: p as it is.</li>
 * <li>Maxima, and what moves elements: as the gradient.</li>
 * <li>Everything else, such as the product of two tensors that depend on the image, has no meaning and is refused.</li>
 * </ul>
 * All of it supposes x ≥ 0, as behind a rectifier. Where x may be negative, as in a normalised image, the formula is
 * applied as it stands: Σ p is still kept, but single values may be negative and large. Take a layer behind a rectifier.
 */
final class ExcitationRules {

	private static final List<String> AS_GRADIENT = List.of("Identity", "Dropout", "Cast", "CastLike", "Flatten", "Reshape",
		"Squeeze", "Unsqueeze", "Transpose", "Concat", "Split", "Slice", "Pad", "Expand", "Tile", "DepthToSpace", "SpaceToDepth",
		"Gather", "GatherElements", "GatherND", "MaxPool", "GlobalMaxPool", "ReduceMax", "Max", "TopK", "Shape", "Size",
		"ConstantOfShape");

	private static final List<String> UNCHANGED = List.of("Relu", "Clip", "ThresholdedRelu", "LeakyRelu", "PRelu", "Elu",
		"Selu", "Celu", "HardSwish", "Mish", "Gelu", "Swish", "Sigmoid", "HardSigmoid", "Tanh", "Softplus", "Softsign",
		"QuantizeLinear", "DynamicQuantizeLinear", "BatchNormalization", "InstanceNormalization", "GroupNormalization",
		"LayerNormalization", "RMSNormalization", "MeanVarianceNormalization", "LpNormalization", "LRN");

	private static final List<String> LINEAR = List.of("Conv", "ConvTranspose", "Gemm", "MatMul");
	private static final List<String> AVERAGES = List.of("AveragePool", "GlobalAveragePool", "ReduceMean", "ReduceSum",
		"Resize");

	private ExcitationRules() {}

	/** @param negated name of a linear node whose weights are negated; empty for none */
	static Map<String, Rule> of(RuleSet gradient, String negated) {
		Map<String, Rule> rules = new HashMap<>();
		for (String operator : AS_GRADIENT)
			rules.put(operator, gradient.of(operator));
		for (String operator : UNCHANGED)
			rules.put(operator, (n, i) -> i == 0 ? n.grad() : null);
		for (String operator : LINEAR)
			rules.put(operator, (n, i) -> linear(n, i, gradient.of(operator), n.node().name().equals(negated)));
		for (String operator : AVERAGES)
			rules.put(operator, (n, i) -> average(n, i, gradient.of(operator)));
		for (String operator : List.of("Add", "Sum", "Mean"))
			rules.put(operator, ExcitationRules::proportion);
		rules.put("Sub", (n, i) -> scaled(n, i, "subtracts"));
		rules.put("Div", (n, i) -> scaled(n, i, "divides"));
		rules.put("Mul", ExcitationRules::product);
		return rules;
	}

	private static Value linear(Backward n, int input, Rule gradient, boolean negated) throws ModelException {
		int other = 1 - input;
		if (input > 1 || n.varies(other)) throw refused("multiplies two tensors that depend on the image");
		boolean negative = n.node().real("alpha", 1) < 0;
		Value weights = negative == negated ? n.in(other).unary("Relu") : n.in(other).negated().unary("Relu");
		if (negative) weights = weights.negated();
		Value[] inputs = { n.in(input), weights };
		if (input == 1) inputs = new Value[] { weights, n.in(input) };
		return n.in(input).times(gradient.contribution(n.with(share(n, n.applied(inputs)), inputs), input));
	}

	private static Value average(Backward n, int input, Rule gradient) throws ModelException {
		if (n.node().text("mode", "").equals("cubic")) throw refused("interpolates with negative weights");
		Value adjoint = gradient.contribution(n.with(share(n, n.out())), input);
		return adjoint == null ? null : n.in(input).times(adjoint);
	}

	private static Value proportion(Backward n, int input) throws ModelException {
		Value[] terms = IntStream.range(0, n.inputs()).filter(n::varies).mapToObj(n::in).toArray(Value[]::new);
		Value share = terms.length == 1 ? n.grad() : share(n, n.emit("Sum", terms).output());
		Value summed = n.unbroadcast(share, n.outDims(), n.inDims(input));
		return terms.length == 1 ? summed : n.in(input).times(summed);
	}

	private static Value scaled(Backward n, int input, String what) throws ModelException {
		if (n.varies(1 - input)) throw refused(what + " two tensors that depend on the image");
		return n.unbroadcast(n.grad(), n.outDims(), n.inDims(input));
	}

	private static Value product(Backward n, int input) throws ModelException {
		if (!Rectifiers.isSelfGated(n)) return scaled(n, input, "multiplies");
		return input == Rectifiers.value(n) ? n.grad() : null;
	}

	/** p / z, and 0 where z is 0. */
	private static Value share(Backward n, Value z) throws ModelException {
		return z.equal(n.scalar(0)).choose(n.scalar(0), n.grad().over(z));
	}

	private static ModelException refused(String what) {
		return new ModelException("it " + what + ", for which excitation backpropagation has no meaning");
	}
}
