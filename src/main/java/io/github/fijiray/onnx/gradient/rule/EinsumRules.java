package io.github.fijiray.onnx.gradient.rule;

import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Value;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Sums of products in Einstein's notation. */
final class EinsumRules {

	private static final String ELLIPSIS = "...";
	private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

	private EinsumRules() {}

	static void enter(RuleTable rules) {
		rules.define("Einsum", EinsumRules::einsum);
	}

	/** Exchanges the roles of one factor and the product; what only this factor was summed over is repeated. */
	private static Value einsum(Backward n, int input) throws ModelException {
		List<String> terms = terms(n);
		String own = terms.get(input);
		if (own.chars().distinct().count() < own.length()) throw new ModelException("its equation '" + equation(n) +
			"' takes a diagonal, which is not supported");
		StringBuilder left = new StringBuilder(terms.get(n.inputs()));
		List<Value> factors = new ArrayList<>(List.of(n.grad()));
		for (int i = 0; i < n.inputs(); i++)
			if (i != input) {
				left.append(',').append(terms.get(i));
				factors.add(n.in(i));
			}
		String found = letters(own).filter(c -> left.indexOf(c) >= 0).collect(Collectors.joining());
		Value product = n.emit("Einsum", factors.toArray(Value[]::new)).with("equation", left + "->" + found).output();
		if (found.equals(own)) return product;
		long[] missing = LongStream.range(0, own.length()).filter(a -> found.indexOf(own.charAt((int) a)) < 0).toArray();
		return n.emit("Unsqueeze", product, n.vector(missing)).output().expand(n.in(input).shape());
	}

	private static String equation(Backward n) {
		return n.node().text("equation", "").replace(" ", "");
	}

	/** One letter for each axis of each factor, and of the product last. */
	private static List<String> terms(Backward n) throws ModelException {
		String equation = equation(n);
		String[] sides = equation.split("->", -1);
		String[] factors = sides[0].split(",", -1);
		if (!equation.matches("[a-zA-Z.,]+(->[a-zA-Z.]*)?") || factors.length != n.inputs()) throw new ModelException(
			"its equation '" + equation + "' is not supported");
		String free = letters(LETTERS).filter(c -> equation.indexOf(c) < 0).collect(Collectors.joining());
		List<String> terms = new ArrayList<>();
		String widest = "";
		for (int i = 0; i < factors.length; i++) {
			int hidden = n.inDims(i).rank() - factors[i].replace(ELLIPSIS, "").length();
			String names = factors[i].contains(ELLIPSIS) ? free.substring(free.length() - hidden) : "";
			if (names.length() > widest.length()) widest = names;
			terms.add(factors[i].replace(ELLIPSIS, names));
		}
		terms.add(sides.length == 2 ? sides[1].replace(ELLIPSIS, widest) : widest + once(sides[0]));
		requireEqualSizes(n, terms);
		return terms;
	}

	/** The letters that occur once, in alphabetical order: what a product is made of that the equation does not name. */
	private static String once(String factors) {
		return letters(factors.replaceAll("[.,]", "")).filter(c -> factors.indexOf(c) == factors.lastIndexOf(c)).sorted()
			.collect(Collectors.joining());
	}

	private static void requireEqualSizes(Backward n, List<String> terms) throws ModelException {
		for (int i = 0; i < n.inputs(); i++) {
			Dims dims = n.inDims(i);
			for (int axis = 0; axis < dims.rank(); axis++)
				for (int j = 0; j < i; j++) {
					int other = terms.get(j).indexOf(terms.get(i).charAt(axis));
					if (other >= 0 && n.inDims(j).isOne(other) != dims.isOne(axis)) throw new ModelException("its equation '" +
						equation(n) + "' broadcasts, which is not supported");
				}
		}
	}

	private static Stream<String> letters(String text) {
		return IntStream.range(0, text.length()).mapToObj(i -> text.substring(i, i + 1));
	}
}
