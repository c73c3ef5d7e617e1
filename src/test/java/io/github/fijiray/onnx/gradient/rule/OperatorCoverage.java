package io.github.fijiray.onnx.gradient.rule;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;

import io.github.fijiray.onnx.rewrite.Decompositions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes {@code docs/operators.md}: which operators there are rules for, and what tests them, from the rules and the tests
 * themselves. Run by hand:
 *
 * <pre>
 * mvn -q test-compile exec:java -Dexec.classpathScope=test \
 *   -Dexec.mainClass=io.github.fijiray.onnx.gradient.rule.OperatorCoverage
 * </pre>
 */
public final class OperatorCoverage {

	static final Path FILE = Path.of("docs", "operators.md");

	private static final String HEAD = """
		<!-- Written by: mvn -q test-compile exec:java -Dexec.classpathScope=test \
		-Dexec.mainClass=io.github.fijiray.onnx.gradient.rule.OperatorCoverage -->

		# Operators

		What FijiRay does with each ONNX operator on the way from the image to the class scores. Operators that are off this
		way, as those that compute shapes or labels, need no rule. Models of opset 7 or later are read.

		- **backward**: a backward rule.
		- **straight through**: a backward rule that takes the rounding for none, but lets nothing pass where numbers saturate.
		- **none**: the output is piecewise constant, so no gradient flows.
		- **rewritten**: written in other operators when the model is read, then differentiated like these.
		- **refused**: the model is refused with this reason.

		*Cases* are rows of a table of small graphs, in which each rule is compared with central differences in double precision
		(1e-6), and the interpreter that computes these with ONNX Runtime, for the model as it was and for the derived graph; for
		quantised operators the rounding is left out of the differences. *Networks* are whole small networks that exporters
		wrote, or imitations of it, against gradients from automatic differentiation in double precision elsewhere (1e-5), as
		they are and as ONNX Runtime's optimiser saves them.
		*Opsets* are those of the cases and networks; com.microsoft and ai.onnx.ml have versions of their own.

		Functions that a model defines are inlined; half precision is computed in single precision; an If with a constant
		condition is replaced by the branch that is taken.

		| operator | treatment | opsets | cases | networks |
		|---|---|---|---|---|
		""";

	private final Map<String, Set<Long>> opsets = new HashMap<>();
	private final Map<String, Integer> cases = new HashMap<>();
	private final Map<String, Integer> networks = new HashMap<>();

	private OperatorCoverage() {}

	public static void main(String[] args) throws IOException {
		Files.writeString(FILE, table());
	}

	/** What the file should be. */
	static String table() throws IOException {
		OperatorCoverage coverage = new OperatorCoverage();
		coverage.count();
		return HEAD + operators().map(operator -> coverage.row(operator) + "\n").collect(Collectors.joining());
	}

	/** Operators that have a rule or a decomposition but no test. */
	static List<String> untested() throws IOException {
		OperatorCoverage coverage = new OperatorCoverage();
		coverage.count();
		return operators().filter(operator -> !(RuleSet.gradient().of(operator) instanceof RuleTable.Refusal)).filter(
			operator -> !coverage.cases.containsKey(operator) && !coverage.networks.containsKey(operator)).toList();
	}

	private static Stream<String> operators() {
		Set<String> operators = new HashSet<>(RuleSet.gradient().operators());
		operators.addAll(Decompositions.operators());
		return operators.stream().sorted(Comparator.comparing((String o) -> o.contains(".")).thenComparing(Comparator
			.naturalOrder()));
	}

	private void count() throws IOException {
		RuleCases.all().forEach(tested -> cases.merge(tested.operator(), 1, Integer::sum));
		for (RuleCase tested : Stream.concat(RuleCases.all(), RuleTest.later()).toList()) {
			opsets.computeIfAbsent(tested.operator(), key -> new TreeSet<>()).add((long) tested.opset());
		}
		for (String operator : QuantizationTest.operators().toList()) {
			cases.merge(operator, 1, Integer::sum);
			opsets.computeIfAbsent(operator, key -> new TreeSet<>()).add(18L);
		}
		try (Stream<Path> files = Files.list(Path.of("src", "test", "resources", "networks"))) {
			for (Path file : files.filter(f -> f.toString().endsWith(".onnx")).toList())
				count(ModelProto.parseFrom(Files.readAllBytes(file)));
		}
	}

	private void count(ModelProto model) {
		long opset = model.getOpsetImportList().stream().filter(id -> id.getDomain().isEmpty()).mapToLong(
			OperatorSetIdProto::getVersion).findFirst().orElse(0);
		Set<String> found = new HashSet<>();
		collect(model.getGraph().getNodeList(), found);
		model.getFunctionsList().forEach(function -> collect(function.getNodeList(), found));
		for (String operator : found) {
			networks.merge(operator, 1, Integer::sum);
			opsets.computeIfAbsent(operator, key -> new TreeSet<>()).add(opset);
		}
	}

	private static void collect(List<NodeProto> nodes, Set<String> found) {
		for (NodeProto node : nodes) {
			found.add(node.getDomain().isEmpty() ? node.getOpType() : node.getDomain() + "." + node.getOpType());
			node.getAttributeList().stream().filter(a -> a.hasG()).map(a -> a.getG()).map(GraphProto::getNodeList).forEach(
				body -> collect(body, found));
		}
	}

	private String row(String operator) {
		Set<Long> tested = opsets.getOrDefault(operator, Set.of());
		String range = operator.contains(".") || tested.isEmpty() ? "" : tested.stream().map(String::valueOf).collect(
			Collectors.joining(", "));
		return "| " + String.join(" | ", operator, treatment(operator), range, number(cases, operator), number(networks,
			operator)) + " |";
	}

	private static String number(Map<String, Integer> counts, String operator) {
		return counts.containsKey(operator) ? counts.get(operator).toString() : "";
	}

	private static String treatment(String operator) {
		Rule rule = RuleSet.gradient().of(operator);
		if (rule == null) return "rewritten";
		if (rule instanceof RuleTable.Refusal refusal) return "refused: " + refusal.reason();
		if (rule == RuleTable.NO_GRADIENT) return "none";
		return operator.contains("Quantize") ? "straight through" : "backward";
	}
}
