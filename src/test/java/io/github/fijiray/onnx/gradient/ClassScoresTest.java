package io.github.fijiray.onnx.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.onnx.InterpretedShapes;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Models;
import io.github.fijiray.onnx.NdArray;
import io.github.fijiray.onnx.model.OnnxModel;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassScoresTest {

	@TempDir
	Path folder;

	private ClassScores find(Models written, int... perImage) throws Exception {
		OnnxModel model = written.read(folder);
		return ClassScores.find(model, InterpretedShapes.of(model, image(1, perImage), image(1, perImage), image(2,
			perImage)));
	}

	private static Map<String, NdArray> image(int batch, int... perImage) {
		int[] shape = new int[perImage.length + 1];
		shape[0] = batch;
		System.arraycopy(perImage, 0, shape, 1, perImage.length);
		return Map.of("x", NdArray.of(shape, i -> Math.sin(1 + i[0] + 2 * i[1])));
	}

	@Test
	void outputWithoutSoftmaxIsTaken() throws Exception {
		ClassScores scores = find(Models.input("x", -1, 4).node("Tanh", "y", "x").output("y", -1, 4), 4);
		assertEquals("y", scores.tensor());
		assertEquals(4, scores.classes());
		assertTrue(scores.notes().isEmpty());
	}

	@Test
	void finalSoftmaxIsSteppedOverAndNamed() throws Exception {
		ClassScores scores = find(Models.input("x", -1, 4).node("Relu", "logits", "x").node("Softmax", "prob", "logits")
			.output("prob", -1, 4), 4);
		assertEquals("logits", scores.tensor());
		assertEquals("Softmax", scores.squashing());
		assertEquals("The final Softmax 'prob' is stepped over: the scores are those before it.", scores.notes().get(0));
	}

	@Test
	void tailsThatOnlyReshapeAreFollowed() throws Exception {
		ClassScores scores = find(Models.input("x", -1, 4, 1, 1).node("Relu", "logits", "x").node("Sigmoid", "p", "logits")
			.node("Flatten", "f", "p").node("Identity", "y", "f").output("y", -1, 4), 4, 1, 1);
		assertEquals("logits", scores.tensor());
		assertEquals("y", scores.output());
	}

	@Test
	void softmaxOfAnOldOpsetIsSteppedOver() throws Exception {
		ClassScores scores = find(Models.input("x", -1, 4).opset(11).node("Relu", "logits", "x").node("Softmax", "prob",
			"logits").output("prob", -1, 4), 4);
		assertEquals("Softmax", scores.squashing());
		assertEquals(4, scores.classes());
		assertTrue(scores.notes().get(0).contains("'prob'"));
	}

	@Test
	void scoresBehindAnArgMaxAreFound() throws Exception {
		ClassScores scores = find(Models.input("x", -1, 4).node("Relu", "logits", "x").node("ArgMax", "label", "logits").with(
			"axis", 1).output("label", -1, 1), 4);
		assertEquals("logits", scores.tensor());
	}

	@Test
	void softmaxInsideTheNetworkIsKept() throws Exception {
		ClassScores scores = find(Models.input("x", -1, 4).node("Softmax", "gate", "x").node("Mul", "y", "gate", "x").output(
			"y", -1, 4), 4);
		assertEquals("y", scores.tensor());
	}

	@Test
	void outputThatLooksMostLikeScoresIsNamed() throws Exception {
		ClassScores scores = find(Models.input("x", -1, 4, 2, 2).node("Relu", "features", "x").node("GlobalAveragePool", "p",
			"features").node("Flatten", "logits", "p").output("features", -1, 4, 2, 2).output("p", -1, 4, 1, 1).output("logits",
				-1, 4), 4, 2, 2);
		assertEquals(4, scores.classes());
		assertTrue(scores.notes().get(0).contains("'p' (4 classes) is taken"), scores.notes().toString());
	}

	@Test
	void gridsAreRefused() {
		String message = assertThrows(ModelException.class, () -> find(Models.input("x", -1, 4, 2, 2).node("Relu", "grid",
			"x").output("grid", -1, 4, 2, 2), 4, 2, 2)).getMessage();
		assertTrue(message.contains("'grid' has the shape [N,4,2,2]"), message);
	}

	@Test
	void lastLinearNodeIsFoundBehindBiasAndReshape() throws Exception {
		Models written = Models.input("x", -1, 4).weights("w", 4, 3).weights("b", 3).node("Relu", "a", "x").node("MatMul",
			"product", "a", "w").node("Add", "logits", "b", "product").node("Softmax", "p", "logits").output("p", -1, 3);
		assertEquals("product", find(written, 4).lastLinear(written.read(folder)).name());
		Models none = Models.input("x", -1, 4).node("Relu", "a", "x").node("Add", "y", "a", "x").output("y", -1, 4);
		ClassScores scores = find(none, 4);
		assertThrows(ModelException.class, () -> scores.lastLinear(none.read(folder)));
	}
}
