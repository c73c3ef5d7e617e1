package io.github.fijiray.onnx.rewrite;

import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.Interpreter;
import io.github.fijiray.onnx.Models;
import io.github.fijiray.onnx.NdArray;
import io.github.fijiray.onnx.Node;
import io.github.fijiray.onnx.TensorData;
import io.github.fijiray.onnx.model.OnnxModel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.TensorProto;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SinglePrecisionTest {

	@TempDir
	Path folder;

	private static TensorProto half(String name, int... bits) {
		TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(ElementType.FLOAT16.number()).addDims(
			bits.length);
		for (int b : bits)
			tensor.addInt32Data(b);
		return tensor.build();
	}

	@Test
	void halfPrecisionIsComputedAsSingle() throws Exception {
		OnnxModel model = new Models().andInput("x", ElementType.FLOAT16, -1, 3).initializer(half("w", 0x3c00, 0xc000, 0x3555))
			.node("Mul", "m", "x", "w").node("Cast", "c", "m").with("to", 10).node("Constant", "k").with("value", half("",
				0x0001)).node("Sub", "y", "c", "k").output("y", -1, 3).read(folder);
		assertEquals(ElementType.FLOAT, model.inputs().get(0).type());
		assertTrue(model.notes().get(0).contains("single precision"), model.notes().toString());
		List<Node> casts = model.graph().nodes().stream().filter(n -> n.is("Cast")).toList();
		assertTrue(casts.stream().allMatch(n -> n.integer("to", 0) == 1), casts.toString());
		double smallest = Math.pow(2, -24);
		assertArrayEquals(new double[] { 3 - smallest, -6 - smallest, 0.999755859375 - smallest }, Interpreter.run(model
			.proto(), Map.of("x", NdArray.vector(3., 3., 3.).reshape(1, 3))).get("y").data(), 1e-12);
	}

	@Test
	void halfPrecisionInsideBranchesToo() throws Exception {
		OnnxModel model = Models.input("x", -1, 3).initializer(half("w", 0x3c00)).node("Equal", "same", "x", "x").branch("y",
			"same", "Exp", "Neg", "w").output("y", 1).read(folder);
		assertTrue(model.graph().nodes().get(0).is("Cast"));
		assertEquals("w", model.graph().nodes().get(0).output(0));
	}

	@Test
	void doublesAreLeftWhereTheImageIsOfSinglePrecision() throws Exception {
		OnnxModel model = Models.input("x", -1, 3).node("Cast", "d", "x").with("to", 11).node("Cast", "y", "d").with("to", 1)
			.output("y", -1, 3).read(folder);
		assertEquals(11, model.graph().nodes().get(0).integer("to", 0));
		assertTrue(model.notes().isEmpty());
	}

	@Test
	void specialHalvesAreRead() {
		assertArrayEquals(new double[] { 65504, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN, -0.0, 0x1p-14 },
			TensorData.numbers(half("h", 0x7bff, 0x7c00, 0xfc00, 0x7e00, 0x8000, 0x0400)));
	}
}
