package io.github.fijiray.classifier.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;

import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Models;
import io.github.fijiray.onnx.TensorData;
import io.github.fijiray.onnx.gradient.ClassScores;
import io.github.fijiray.onnx.gradient.Differentiator;
import io.github.fijiray.onnx.gradient.TrainingGraph;
import io.github.fijiray.onnx.gradient.rule.RuleSet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShapeProbeTest {

	@TempDir
	Path folder;

	@Test
	void findsShapesTypesAndConstants() throws Exception {
		ShapeProbe probe = ShapeProbe.probe(Models.input("x", -1, 2, 3).node("Shape", "s", "x").integers("i", 0).node("Gather",
			"n", "s", "i").integers("rest", -1).node("Concat", "t", "n", "rest").with("axis", 0).node("Reshape", "y", "x", "t")
			.output("y", -1, 6).read(folder), 1, 2, 3);
		assertTrue(probe.dynamicBatch());
		assertEquals("[N,2,3]", probe.shapes().dims("x").toString());
		assertEquals("[N,6]", probe.shapes().dims("y").toString());
		assertEquals(ElementType.INT64, probe.shapes().type("t"));
		assertTrue(probe.shapes().isConstant("rest"));
		assertFalse(probe.shapes().isConstant("t"), "depends on the batch size");
		assertFalse(probe.shapes().isConstant("y"), "depends on the image");
	}

	@Test
	void multiplesOfTheBatchGrow() throws Exception {
		ShapeProbe probe = ShapeProbe.probe(Models.input("x", -1, 4, 3).integers("t", -1, 3).node("Reshape", "rows", "x", "t")
			.output("rows", -1, 3).read(folder), 1, 4, 3);
		assertEquals("[4N,3]", probe.shapes().dims("rows").toString());
		assertArrayEquals(new long[] { -1, 3 }, probe.shapes().dims("rows").reshapeTarget());
	}

	@Test
	void freesAFrozenBatch() throws Exception {
		ShapeProbe probe = ShapeProbe.probe(Models.input("x", 1, 4, 3).integers("t", 1, 12).node("Reshape", "y", "x", "t")
			.output("y", 1, 12).read(folder), 1, 4, 3);
		assertTrue(probe.dynamicBatch());
		assertEquals("[N,12]", probe.shapes().dims("y").toString());
	}

	@Test
	void freesABatchFrozenToSeveralImages() throws Exception {
		ShapeProbe probe = ShapeProbe.probe(Models.input("x", 4, 2, 3).weights("token", 4, 1, 3).integers("zero", 0).integers(
			"first", 0).node("Gather", "t", "token", "first").with("axis", 0).integers("many", 4, 1, 3).node("Expand", "tokens",
				"t", "many").node("Concat", "all", "tokens", "x").with("axis", 1).integers("flat", 4, 9).node("Reshape", "y", "all",
					"flat").output("y", 4, 9).read(folder), 1, 2, 3);
		assertTrue(probe.dynamicBatch());
		assertEquals("[N,9]", probe.shapes().dims("y").toString());
	}

	@Test
	void refusesABatchWhoseImagesAreTreatedDifferently() {
		String message = assertThrows(ModelException.class, () -> ShapeProbe.probe(Models.input("x", 4, 2, 3).weights("token",
			4, 1, 3).node("Concat", "y", "token", "x").with("axis", 1).output("y", 4, 3, 3).read(folder), 1, 2, 3))
			.getMessage();
		assertTrue(message.contains("exactly 4 images"), message);
	}

	@Test
	void refusesABatchOfImagesThatMix() {
		String message = assertThrows(ModelException.class, () -> ShapeProbe.probe(Models.input("x", 4, 3).integers("all", 0)
			.node("ReduceMax", "m", "x", "all").node("Sub", "y", "x", "m").output("y", 4, 3).read(folder), 1, 3)).getMessage();
		assertTrue(message.contains("exactly 4 images"), message);
	}

	@Test
	void runsSinglyWhereImagesWouldMix() throws Exception {
		ShapeProbe probe = ShapeProbe.probe(Models.input("x", 1, 4).integers("all", 0).node("ReduceMax", "m", "x", "all").node(
			"Sub", "y", "x", "m").output("y", 1, 4).read(folder), 1, 4);
		assertFalse(probe.dynamicBatch());
		assertEquals("[1,4]", probe.shapes().dims("y").toString());
		assertEquals(1, probe.model().inputs().get(0).shape()[0]);
	}

	@Test
	void runsSinglyWhereAnOutputHoldsTheMeanOfAllImages() throws Exception {
		ShapeProbe probe = ShapeProbe.probe(Models.input("x", -1, 4).integers("batch", 0).node("ReduceMean", "y", "x", "batch")
			.output("y", 1, 4).read(folder), 1, 4);
		assertFalse(probe.dynamicBatch());
	}

	@Test
	void anOutputThatIsTheSameForEveryImageDoesNotHinderBatches() throws Exception {
		ShapeProbe probe = ShapeProbe.probe(Models.input("x", -1, 4).weights("w", 1, 3).node("Neg", "anchors", "w").node("Exp",
			"y", "x").output("y", -1, 4).output("anchors", 1, 3).read(folder), 1, 4);
		assertTrue(probe.dynamicBatch());
	}

	@Test
	void foldsConstantBranches() throws Exception {
		ShapeProbe probe = ShapeProbe.probe(Models.input("x", 1, 4).node("Size", "s", "x").initializer(TensorData.scalar(
			"four", 4)).node("Equal", "c", "s", "four").branch("y", "c", "Exp", "Neg", "x").output("y", 1, 4).read(folder), 1,
			4);
		assertTrue(probe.model().graph().nodes().stream().noneMatch(node -> node.is("If")));
		assertTrue(probe.model().graph().nodes().stream().anyMatch(node -> node.is("Exp")));
	}

	@Test
	void readsWeightsFromOtherFiles() throws Exception {
		ByteBuffer weights = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
		weights.asFloatBuffer().put(new float[] { 1, 2, 3, 4, 5, 6 });
		Files.write(folder.resolve("weights.bin"), weights.array());
		TensorProto external = TensorProto.newBuilder().setName("w").setDataType(1).addDims(3).addDims(2).setDataLocation(
			TensorProto.DataLocation.EXTERNAL).addExternalData(StringStringEntryProto.newBuilder().setKey("location").setValue(
				"weights.bin")).build();
		ShapeProbe probe = ShapeProbe.probe(Models.input("x", -1, 3).initializer(external).node("MatMul", "y", "x", "w").output(
			"y", -1, 2).read(folder), 1, 3);
		assertEquals("[N,2]", probe.shapes().dims("y").toString());

		TrainingGraph graph = Differentiator.of(probe.model(), probe.shapes(), RuleSet.gradient()).differentiate("y", List
			.of("x"));
		Path elsewhere = Files.createDirectory(folder.resolve("elsewhere")).resolve("training.onnx");
		graph.save(elsewhere);
		OrtEnvironment environment = OrtEnvironment.getEnvironment();
		try (OrtSession session = environment.createSession(elsewhere.toString()); OnnxTensor x = OnnxTensor.createTensor(
			environment, new float[1][3]); OnnxTensor seed = OnnxTensor.createTensor(environment, new float[][] { { 1, 10 } });
			OrtSession.Result result = session.run(Map.of("x", x, graph.seed(), seed)))
		{
			assertArrayEquals(new float[] { 21, 43, 65 }, ((float[][]) result.get(graph.gradient("x")).orElseThrow()
				.getValue())[0]);
		}
	}

	@Test
	void takesFloatsWhereTheModelTakesDoubles() throws Exception {
		ShapeProbe probe = ShapeProbe.probe(new Models().andInput("x", ElementType.DOUBLE, -1, 3).node("Relu", "r", "x").node(
			"Cast", "y", "r").with("to", 1).output("y", -1, 3).read(folder), 1, 3);
		assertEquals(ElementType.FLOAT, probe.model().inputs().get(0).type());
		assertEquals(ElementType.FLOAT, probe.shapes().type("r"));
	}

	@Test
	void findsTheScoresBehindAScikitLearnTail() throws Exception {
		Models models = Models.input("x", -1, 3).nodeOf("LinearClassifier", List.of("x"), List.of("label", "p")).domain(
			"ai.onnx.ml").with("coefficients", new float[] { 1, 2, 3, 4, 5, 6 }).with("intercepts", new float[] { 0.5f, 0.25f }).with("post_transform",
				"SOFTMAX").with("classlabels_ints", new long[] { 3, 7 }).node("ZipMap", "probabilities", "p").domain("ai.onnx.ml")
			.with("classlabels_int64s", new long[] { 3, 7 }).output("p", -1, 2);
		ShapeProbe probe = ShapeProbe.probe(models.read(folder), 1, 3);
		ClassScores scores = ClassScores.find(probe.model(), probe.shapes());
		assertEquals("Softmax", scores.squashing());
		TrainingGraph graph = Differentiator.of(probe.model(), probe.shapes(), RuleSet.gradient()).differentiate(scores
			.tensor(), List.of("x"));
		OrtEnvironment environment = OrtEnvironment.getEnvironment();
		try (OrtSession session = environment.createSession(graph.toByteArray()); OnnxTensor x = OnnxTensor.createTensor(
			environment, new float[][] { { 1, 1, 1 } }); OnnxTensor seed = OnnxTensor.createTensor(environment, new float[][] { {
				0, 1 } }); OrtSession.Result result = session.run(Map.of("x", x, graph.seed(), seed)))
		{
			assertArrayEquals(new float[] { 6.5f, 15.25f }, ((float[][]) result.get(graph.scores()).orElseThrow()
				.getValue())[0]);
			assertArrayEquals(new float[] { 4, 5, 6 }, ((float[][]) result.get(graph.gradient("x")).orElseThrow()
				.getValue())[0]);
		}
	}

	@Test
	void refusesAbsurdSizesBeforeTheyAreAllocated() {
		assertTooLarge(Models.input("x", -1, 3).integers("pads", 0, 0, 0, 1L << 40).node("Pad", "y", "x", "pads"));
		assertTooLarge(Models.input("x", -1, 3).initializer(TensorData.floats("scales", new long[] { 2 }, 1, 1e12f)).node(
			"Resize", "y", "x", "", "scales"));
		assertTooLarge(Models.input("x", -1, 3).integers("many", 1L << 30, 1L << 20, 3).node("Expand", "all", "x", "many").node(
			"ReduceMax", "y", "all").with("keepdims", 0));
		assertTooLarge(Models.input("x", -1, 3).integers("many", 1L << 36, 1).node("ConstantOfShape", "zeros", "many").node(
			"Add", "y", "zeros", "x"));
	}

	private void assertTooLarge(Models models) {
		String message = assertThrows(ModelException.class, () -> ShapeProbe.probe(models.output("y", -1, 3).read(folder), 1, 3))
			.getMessage();
		assertTrue(message.contains("does not fit into memory"), message);
	}

	@Test
	void refusesWhatIsNoImageClassifier() throws Exception {
		assertRefused("2 inputs", Models.input("x", -1, 3).andInput("z", ElementType.FLOAT, -1, 3).node("Add", "y", "x", "z"));
		assertRefused("x bool [?,3]", new Models().andInput("x", ElementType.BOOL, -1, 3).node("Cast", "y", "x").with("to",
			1));
		assertRefused("does not run on an image of shape [1, 3]", Models.input("x", -1, 3).weights("w", 4, 3).node("MatMul",
			"y", "x", "w"));
	}

	private void assertRefused(String reason, Models model) throws Exception {
		String message = assertThrows(ModelException.class, () -> ShapeProbe.probe(model.output("y", -1, 3).read(folder), 1,
			3)).getMessage();
		assertTrue(message.contains(reason), message);
		assertTrue(message.contains("model.onnx"), message);
	}
}
