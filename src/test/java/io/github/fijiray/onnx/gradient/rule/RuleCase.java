package io.github.fijiray.onnx.gradient.rule;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;

import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.NdArray;
import io.github.fijiray.onnx.TensorData;
import io.github.fijiray.onnx.TensorInfo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * One row of the table of rule tests: an operator, its inputs and attributes.
 * <p>
 * Inputs are separated by blanks: {@code X[N,3,5]} is one that the gradient is checked for (upper case), {@code w[3,2]}
 * one that it is not, {@code 1,2} an int64 vector, {@code 0,1,1,0[2,2]} an int64 tensor, {@code ?1,0[2,1]} a bool one,
 * {@code #3} an int64 scalar, {@code =0.5} a float scalar, {@code _} is left out. After a name, {@code +} makes values in
 * (0.5, 2), {@code /} in (-0.9, 0.9), {@code >} in (1.1, 3); {@code !} hands on whether a value is positive. N is the batch
 * size. Attributes are {@code name=value}, with a point in a real number and brackets around integers.
 * </p>
 *
 * @param operator the operator, with its domain if it is not a standard one
 * @param outputs number of outputs, which are joined
 * @param isConstant whether no gradient flows through the operator
 */
public record RuleCase(int opset, String operator, String inputs, String attributes, int outputs, boolean isConstant) {

	static RuleCase of(String operator, String inputs, String attributes) {
		return new RuleCase(18, operator, inputs, attributes, 1, false);
	}

	RuleCase opset(int other) {
		return new RuleCase(other, operator, inputs, attributes, outputs, isConstant);
	}

	RuleCase outputs(int count) {
		return new RuleCase(opset, operator, inputs, attributes, count, isConstant);
	}

	/** The operator's output is piecewise constant: no gradient flows. */
	RuleCase constant() {
		return new RuleCase(opset, operator, inputs, attributes, outputs, true);
	}

	/** Names of the inputs that the gradient is checked for. */
	public List<String> sources() {
		return Arrays.stream(tokens()).filter(RuleCase::isSource).map(RuleCase::name).toList();
	}

	private String[] tokens() {
		return inputs.trim().split(" +");
	}

	private static boolean isSource(String token) {
		return Character.isUpperCase(token.charAt(0));
	}

	private static String name(String token) {
		return token.replaceAll("[^A-Za-z].*", "");
	}

	private static int[] shape(String token, int batch) {
		String inside = token.replaceAll(".*\\[|].*", "");
		if (inside.isEmpty()) return new int[0];
		return Arrays.stream(inside.split(",")).mapToInt(d -> d.endsWith("N") ? batch * (d.length() == 1 ? 1 : Integer
			.parseInt(d.substring(0, d.length() - 1))) : Integer.parseInt(d)).toArray();
	}

	/** Values for the inputs that the gradient is checked for, exact in single precision. */
	public Map<String, NdArray> values(int batch, long seed) {
		Random random = new Random(seed);
		Map<String, NdArray> values = new LinkedHashMap<>();
		for (String token : tokens())
			if (isSource(token)) values.put(name(token), values(token, batch, random));
		return values;
	}

	private static NdArray values(String token, int batch, Random random) {
		return NdArray.of(shape(token, batch), i -> (float) (token.contains("+") ? 0.5 + 1.5 * random.nextDouble() : token
			.contains("/") ? 1.8 * random.nextDouble() - 0.9 : token.contains(">") ? 1.1 + 1.9 * random.nextDouble() : random
				.nextGaussian()));
	}

	/** A model of this one node, whose output "scores" holds all outputs of it, one row per image. */
	public ModelProto model() {
		GraphProto.Builder graph = GraphProto.newBuilder().setName("case");
		NodeProto.Builder node = NodeProto.newBuilder().setOpType(operator.replaceAll(".*\\.", "")).setName("tested");
		if (operator.contains(".")) node.setDomain(operator.replaceAll("\\.[^.]*$", ""));
		Random random = new Random(7);
		int unnamed = 0;
		Set<String> defined = new HashSet<>();
		for (String token : tokens()) {
			if (token.equals("_")) {
				node.addInput("");
				continue;
			}
			String name = Character.isLetter(token.charAt(0)) ? name(token) : "c" + unnamed++;
			node.addInput(token.contains("!") ? name + "/positive" : name);
			if (token.contains("!")) graph.addNode(NodeProto.newBuilder().setOpType("Greater").addInput(name).addInput("zero")
				.addOutput(name + "/positive"));
			boolean known = !defined.add(name);
			if (known) continue;
			if (isSource(token)) graph.addInput(new TensorInfo(name, ElementType.FLOAT, Arrays.stream(shape(token, -1))
				.asLongStream().toArray()).proto());
			else if (Character.isLetter(token.charAt(0))) graph.addInitializer(TensorData.floats(name, Arrays.stream(shape(
				token, 1)).asLongStream().toArray(), floats(values(token, 1, random))));
			else if (token.startsWith("#")) graph.addInitializer(TensorData.scalar(name, Long.parseLong(token.substring(1))));
			else if (token.startsWith("=")) graph.addInitializer(TensorData.floats(name, new long[0], Float.parseFloat(token
				.substring(1))));
			else if (token.startsWith("?") || token.contains("[") && token.length() > 2) graph.addInitializer(shaped(name, token));
			else if (token.contains(".")) graph.addInitializer(reals(name, token));
			else graph.addInitializer(TensorData.vector(name, longs(token)));
		}
		for (String attribute : attributes.trim().split(" +"))
			if (!attribute.isEmpty()) node.addAttribute(attribute(attribute));
		graph.addInitializer(TensorData.vector("column", -1, 1));
		if (inputs.contains("!")) graph.addInitializer(TensorData.scalar("zero", ElementType.FLOAT, 0));
		NodeProto.Builder last = outputs == 1 ? NodeProto.newBuilder().setOpType("Reshape").addInput(isConstant ? "real"
			: "y0").addInput("column")
			: NodeProto.newBuilder().setOpType("Concat").addAttribute(attribute("axis=1"));
		for (int i = 0; i < outputs; i++) {
			node.addOutput("y" + i);
			if (outputs > 1) last.addInput("flat" + i);
		}
		if (operator.equals("TopK")) node.addOutput("indices");
		graph.addNode(node);
		if (isConstant) graph.addNode(NodeProto.newBuilder().setOpType("Cast").addInput("y0").addOutput("real").addAttribute(
			attribute("to=1")));
		if (outputs > 1) for (int i = 0; i < outputs; i++)
			graph.addNode(NodeProto.newBuilder().setOpType("Flatten").addInput("y" + i).addOutput("flat" + i));
		graph.addNode(last.addOutput("scores"));
		graph.addOutput(new TensorInfo("scores", ElementType.FLOAT, new long[] { -1, -1 }).proto());
		ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8).setGraph(graph);
		model.addOpsetImportBuilder().setVersion(opset);
		if (operator.contains(".")) model.addOpsetImportBuilder().setDomain(node.getDomain()).setVersion(1);
		return model.build();
	}

	private static TensorProto shaped(String name, String token) {
		TensorProto.Builder tensor = TensorProto.newBuilder().setName(name);
		boolean condition = token.startsWith("?");
		tensor.setDataType(condition ? ElementType.BOOL.number() : ElementType.INT64.number());
		for (int dim : shape(token, 1))
			tensor.addDims(dim);
		for (long value : longs(token.replaceAll("\\?|\\[.*", "")))
			if (condition) tensor.addInt32Data((int) value);
			else tensor.addInt64Data(value);
		return tensor.build();
	}

	private static TensorProto reals(String name, String token) {
		String[] parts = token.split(",");
		float[] values = new float[parts.length];
		for (int i = 0; i < parts.length; i++)
			values[i] = Float.parseFloat(parts[i]);
		return TensorData.floats(name, new long[] { values.length }, values);
	}

	private static long[] longs(String text) {
		return text.isEmpty() || text.equals("[]") ? new long[0] : Arrays.stream(text.replaceAll("[\\[\\]]", "").split(","))
			.mapToLong(Long::parseLong).toArray();
	}

	static float[] floats(NdArray array) {
		float[] floats = new float[array.data().length];
		IntStream.range(0, floats.length).forEach(i -> floats[i] = (float) array.data()[i]);
		return floats;
	}

	private static AttributeProto attribute(String text) {
		String name = text.replaceAll("=.*", "");
		String value = text.substring(name.length() + 1);
		AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
		if (value.startsWith("[") && value.contains(".")) {
			attribute.setType(AttributeType.FLOATS);
			for (String part : value.replaceAll("[\\[\\]]", "").split(","))
				attribute.addFloats(Float.parseFloat(part));
		}
		else if (value.startsWith("[")) attribute.setType(AttributeType.INTS).addAllInts(Arrays.stream(longs(value)).boxed()
			.toList());
		else if (value.matches("-?\\d+")) attribute.setType(AttributeType.INT).setI(Long.parseLong(value));
		else if (value.matches("-?[\\d.e-]+")) attribute.setType(AttributeType.FLOAT).setF(Float.parseFloat(value));
		else attribute.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(value));
		return attribute.build();
	}

	@Override
	public String toString() {
		List<String> words = new ArrayList<>(List.of(operator, inputs.trim()));
		if (!attributes.isBlank()) words.add(attributes.trim());
		if (opset != 18) words.add("opset " + opset);
		return String.join("  ", words);
	}
}
