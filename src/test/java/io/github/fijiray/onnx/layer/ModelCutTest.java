package io.github.fijiray.onnx.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.classifier.session.ShapeProbe;
import io.github.fijiray.onnx.Interpreter;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Models;
import io.github.fijiray.onnx.NdArray;
import io.github.fijiray.onnx.Node;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a network with a connection that skips the layer, and a shape behind it that follows the number of images. */
class ModelCutTest {

	private static final NdArray IMAGE = array(new int[] { 1, 4 }, 0.5, -2, 3, 1);

	@TempDir
	Path folder;

	private Models network() {
		return Models.input("image", -1, 4).node("Sin", "layer", "image").node("Neg", "skip", "image").node("Shape", "shape",
			"image").integers("0", 0).integers("1", 1).integers("2,2", 2, 2).node("Slice", "count", "shape", "0", "1").node(
				"Concat", "target", "count", "2,2").with("axis", 0).node("Reshape", "grid", "layer", "target").node("Exp", "grown",
					"grid").node("Flatten", "flat", "grown").node("Concat", "joined", "flat", "skip").with("axis", 1).weights("w", 8,
						3).node("MatMul", "scores", "joined", "w").output("scores", -1, 3);
	}

	@Test
	void headAndTailTogetherAreTheModel() throws Exception {
		ShapeProbe probe = ShapeProbe.probe(network().read(folder), 1, 4);
		ModelCut cut = ModelCut.at(probe.model(), probe.shapes(), "layer", new long[] { 1, 4, 1, 1 }, "scores");
		Map<String, NdArray> computed = Interpreter.run(cut.head().proto(), Map.of("image", IMAGE));
		assertEquals(Set.of("skip", "image"), cut.crossing().keySet());

		// Three versions of the layer, of which the second is the one of the image.
		double[] layer = computed.get("layer").data();
		double[] versions = new double[12];
		for (int i = 0; i < 12; i++)
			versions[i] = layer[i % 4] * (i / 4);
		Map<String, NdArray> given = new HashMap<>(Map.of(cut.input(), array(new int[] { 3, 4, 1, 1 }, versions)));
		cut.crossing().forEach((tensor, input) -> given.put(input, computed.get(tensor)));
		NdArray scores = Interpreter.run(cut.tail().proto(), given).get("scores");
		assertArrayEquals(new int[] { 3, 3 }, scores.shape());
		double[] whole = Interpreter.run(probe.model().proto(), Map.of("image", IMAGE)).get("scores").data();
		for (int k = 0; k < 3; k++) {
			assertEquals(whole[k], scores.data()[3 + k], 1e-12);
			assertTrue(Math.abs(scores.data()[k] - scores.data()[3 + k]) > 1e-3);
		}
	}

	@Test
	void whatIsComputedBeforeTheLayerIsNotInTheTail() throws Exception {
		ShapeProbe probe = ShapeProbe.probe(network().read(folder), 1, 4);
		ModelCut cut = ModelCut.at(probe.model(), probe.shapes(), "grown", new long[] { 1, 2, 2 }, "scores");
		List<String> operators = cut.tail().graph().nodes().stream().map(Node::operator).toList();
		assertTrue(List.of("Sin", "Neg", "Exp").stream().noneMatch(operators::contains), operators.toString());
		assertEquals("skip", String.join(",", cut.crossing().keySet()));
	}

	@Test
	void whatTheScoresDoNotDependOnIsRefused() throws Exception {
		ShapeProbe probe = ShapeProbe.probe(network().node("Abs", "aside", "layer").output("aside", -1, 4).read(folder), 1,
			4);
		for (String layer : List.of("aside", "scores", "nowhere")) {
			ModelException refusal = assertThrows(ModelException.class, () -> ModelCut.at(probe.model(), probe.shapes(), layer,
				new long[] { 1, 4 }, "scores"));
			assertTrue(refusal.getMessage().contains("'" + layer + "'"), refusal.getMessage());
		}
	}

	private static NdArray array(int[] shape, double... data) {
		return new NdArray(shape, data);
	}
}
