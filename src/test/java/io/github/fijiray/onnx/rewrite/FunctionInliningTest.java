package io.github.fijiray.onnx.rewrite;

import io.github.fijiray.onnx.Attributes;
import io.github.fijiray.onnx.Interpreter;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Models;
import io.github.fijiray.onnx.NdArray;
import io.github.fijiray.onnx.model.OnnxModel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionInliningTest {

	private static final String DOMAIN = "my.lab";

	@TempDir
	Path folder;

	/** leaky(x) = LeakyRelu(x; alpha = slope) + x, with a slope that the caller may set and that is 0.25 otherwise. */
	private static FunctionProto.Builder leaky() {
		return function("leaky", 18).addAttributeProto(Attributes.of("slope", 0.25f)).addNode(node("LeakyRelu", "", "t", "x")
			.addAttribute(AttributeProto.newBuilder().setName("alpha").setType(AttributeType.FLOAT).setRefAttrName("slope")))
			.addNode(node("Add", "", "y", "t", "x"));
	}

	private static FunctionProto.Builder function(String name, long opset) {
		return FunctionProto.newBuilder().setDomain(DOMAIN).setName(name).addInput("x").addOutput("y").addOpsetImport(
			OperatorSetIdProto.newBuilder().setVersion(opset));
	}

	private static NodeProto.Builder node(String operator, String domain, String output, String... inputs) {
		return NodeProto.newBuilder().setOpType(operator).setDomain(domain).addOutput(output).addAllInput(List.of(
			inputs));
	}

	private OnnxModel read(Models models, FunctionProto.Builder... functions) throws IOException {
		ModelProto.Builder model = models.proto().toBuilder();
		for (FunctionProto.Builder function : functions)
			model.addFunctions(function);
		return OnnxModel.read(Files.write(folder.resolve("model.onnx"), model.build().toByteArray()));
	}

	private static double[] run(OnnxModel model, double... x) {
		return Interpreter.run(model.proto(), Map.of("x", NdArray.vector(x).reshape(1, -1))).get("y").data();
	}

	@Test
	void callsAreReplacedByTheFunctionsNodes() throws Exception {
		OnnxModel model = read(Models.input("x", -1, 2).node("leaky", "t", "x").domain(DOMAIN).with("slope", 0.5f).node(
			"leaky", "y", "t").domain(DOMAIN).output("y", -1, 2), leaky());
		assertEquals(0, model.proto().getFunctionsCount());
		assertEquals(4, model.graph().nodes().size());
		assertEquals(0, model.opset(DOMAIN));
		assertArrayEquals(new double[] { 4, -1.5 * 1.25 }, run(model, 1, -1), 1e-6);
	}

	@Test
	void functionsMayCallFunctions() throws Exception {
		FunctionProto.Builder twice = function("twice", 18).addNode(node("leaky", DOMAIN, "h", "x")).addNode(node("leaky",
			DOMAIN, "y", "h"));
		OnnxModel model = read(Models.input("x", -1, 2).node("twice", "y", "x").domain(DOMAIN).output("y", -1, 2), twice,
			leaky());
		assertArrayEquals(new double[] { 4, -1.25 * 1.25 }, run(model, 1, -1), 1e-6);
	}

	@Test
	void endlessCallsAreRefused() {
		FunctionProto.Builder endless = function("endless", 18).addNode(node("endless", DOMAIN, "y", "x"));
		assertRefused("calls itself", endless);
	}

	@Test
	void explodingCallsAreRefused() {
		FunctionProto.Builder[] functions = new FunctionProto.Builder[40];
		for (int i = 0; i < functions.length; i++)
			functions[i] = function(i == 0 ? "endless" : "f" + i, 18).addNode(node("f" + (i + 1), DOMAIN, "h", "x")).addNode(node(
				"f" + (i + 1), DOMAIN, "y", "h"));
		assertRefused("more than", functions);
	}

	@Test
	void functionsOfAnotherOpsetAreRefused() {
		assertRefused("written for opset 12", function("endless", 12).addNode(node("Relu", "", "y", "x")));
	}

	private void assertRefused(String reason, FunctionProto.Builder... functions) {
		String message = assertThrows(ModelException.class, () -> read(Models.input("x", -1, 2).node("endless", "y", "x")
			.domain(DOMAIN).output("y", -1, 2), functions)).getMessage();
		assertTrue(message.contains(reason) && message.contains("model.onnx"), message);
	}
}
