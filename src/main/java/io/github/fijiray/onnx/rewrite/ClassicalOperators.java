package io.github.fijiray.onnx.rewrite;

import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Value;

import java.util.List;
import java.util.Map;

/** Linear models as exporters of scikit-learn write them (domain {@code ai.onnx.ml}). */
final class ClassicalOperators {

	private static final String CLASSICAL = "ai.onnx.ml.";

	private ClassicalOperators() {}

	static void enter(Map<String, Decomposition> table) {
		table.put(CLASSICAL + "Scaler", n -> n.out(n.in(0).minus(floats(n, "offset")).times(floats(n, "scale"))));
		table.put(CLASSICAL + "Normalizer", n -> {
			String norm = n.node().text("norm", "MAX");
			n.out(n.in(0).over(n.in(0).reduce(norm.equals("MAX") ? "ReduceMax" : "Reduce" + norm, 1)));
		});
		table.put(CLASSICAL + "LinearRegressor", n -> n.out(transformed(n, linear(n, n.node().integer("targets", 1)))));
		table.put(CLASSICAL + "LinearClassifier", ClassicalOperators::classifier);
	}

	/** The label stays with the operator; the scores are written out. */
	private static void classifier(Composite n) throws ModelException {
		n.keep(1);
		int classes = Math.max(count(n, "classlabels_ints"), count(n, "classlabels_strings"));
		if (count(n, "intercepts") != classes) throw new ModelException("it has " + count(n, "intercepts") +
			" linear functions for " + classes + " classes");
		n.out(1, transformed(n, linear(n, classes)));
	}

	private static Value linear(Composite n, long outputs) throws ModelException {
		int weights = count(n, "coefficients");
		if (outputs < 1 || weights % outputs != 0) throw new ModelException("it has " + weights + " coefficients for " +
			outputs + " outputs");
		Value matrix = floats(n, "coefficients", outputs, weights / outputs);
		return n.emit("Gemm", n.in(0), matrix, n.node().has("intercepts") ? floats(n, "intercepts") : null).with("transB", 1)
			.output();
	}

	private static Value transformed(Composite n, Value scores) throws ModelException {
		String transform = n.node().text("post_transform", "NONE");
		return switch (transform) {
			case "NONE" -> scores;
			case "SOFTMAX" -> n.emit("Softmax", scores).with("axis", -1).output();
			case "LOGISTIC" -> scores.unary("Sigmoid");
			default -> throw new ModelException("its attribute post_transform " + transform + " is not supported");
		};
	}

	private static int count(Composite n, String attribute) {
		if (!n.node().has(attribute)) return 0;
		var found = n.node().attribute(attribute);
		return Math.max(found.getFloatsCount(), Math.max(found.getIntsCount(), found.getStringsCount()));
	}

	private static Value floats(Composite n, String attribute) {
		return floats(n, attribute, count(n, attribute));
	}

	private static Value floats(Composite n, String attribute, long... dims) {
		List<Float> list = n.node().has(attribute) ? n.node().attribute(attribute).getFloatsList() : List.of();
		float[] values = new float[list.size()];
		for (int i = 0; i < values.length; i++)
			values[i] = list.get(i);
		return n.floats(dims, values);
	}
}
