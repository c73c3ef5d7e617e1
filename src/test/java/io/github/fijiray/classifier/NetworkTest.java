package io.github.fijiray.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;

import io.github.fijiray.classifier.session.ShapeProbe;
import io.github.fijiray.onnx.Interpreter;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.NdArray;
import io.github.fijiray.onnx.gradient.ClassScores;
import io.github.fijiray.onnx.gradient.Differentiator;
import io.github.fijiray.onnx.gradient.TrainingGraph;
import io.github.fijiray.onnx.gradient.rule.RuleSet;
import io.github.fijiray.onnx.model.OnnxModel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole networks, as an exporter writes them, against gradients that were computed in double precision elsewhere. */
class NetworkTest {

	private static final int IMAGES = 2;

	/** Name, and shape of an image. */
	private static final List<String> NETWORKS = List.of(
		"vgg, 3 16 16", "resnet, 3 20 20", "resnet_bottleneck, 3 12 12", "googlenet, 3 22 22",
		"alexnet_lrn, 3 24 24", "squeezenet, 3 21 21", "densenet, 3 20 20", "mobilenet_v1, 3 12 12",
		"mobilenet_v2, 3 12 12", "mobilenet_v3, 3 12 12", "efficientnet, 3 12 12", "shufflenet, 3 16 16",
		"convnext, 3 16 16", "vit, 3 16 16", "vit_frozen, 3 16 16", "swin, 3 16 16", "swin_frozen, 3 16 16",
		"channels_last, 16 16 3", "inception_v3, 3 24 24", "mnasnet, 3 12 12", "regnet, 3 12 12",
		"vit_frozen_to_4, 3 16 16", "vgg_half, 3 16 16", "keras, 14 14 3", "bytes, 14 14 3", "classical, 3 12 12",
		"functions, 3 11 11", "qdq, 3 14 14", "qlinear, 3 14 14", "resnet_dynamo, 3 20 20", "mobilenet_v3_dynamo, 3 12 12",
		"shufflenet_dynamo, 3 16 16", "convnext_dynamo, 3 16 16", "vit_dynamo, 3 16 16", "swin_dynamo, 3 16 16");

	@TempDir
	Path temporary;

	static List<String> networks() {
		return NETWORKS;
	}

	private static Path file(String network, String ending) throws Exception {
		return Path.of(NetworkTest.class.getResource("/networks").toURI()).resolve(network.replaceAll(",.*", "") + ending);
	}

	@ParameterizedTest
	@MethodSource("networks")
	void gradientOfNetwork(String network) throws Exception {
		assertGradient(network, OnnxModel.read(file(network, ".onnx")));
	}

	/** Models that were saved after ONNX Runtime had fused operators and folded constants. */
	@ParameterizedTest
	@MethodSource("networks")
	void gradientOfOptimisedNetwork(String network) throws Exception {
		Path optimised = temporary.resolve("optimised.onnx");
		optimise(file(network, ".onnx"), optimised, OptLevel.EXTENDED_OPT);
		assertGradient(network, OnnxModel.read(optimised));
	}

	@Test
	void networksLaidOutForOneProcessorAreRefused() throws Exception {
		Path optimised = temporary.resolve("optimised.onnx");
		optimise(file("vgg", ".onnx"), optimised, OptLevel.ALL_OPT);
		ShapeProbe probe = ShapeProbe.probe(OnnxModel.read(optimised), 1, 3, 16, 16);
		boolean laidOut = probe.model().graph().nodes().stream().anyMatch(n -> n.domain().equals("com.microsoft.nchwc"));
		assumeTrue(laidOut, "on this processor ONNX Runtime has no layout of its own");
		ClassScores scores = ClassScores.find(probe.model(), probe.shapes());
		String message = assertThrows(ModelException.class, () -> Differentiator.of(probe.model(), probe.shapes(), RuleSet
			.gradient()).differentiate(scores.tensor(), List.of("image"))).getMessage();
		assertTrue(message.contains("before ONNX Runtime optimised it"), message);
	}

	private static void optimise(Path model, Path optimised, OptLevel level) throws OrtException {
		try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
			options.setOptimizationLevel(level);
			options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
			options.setOptimizedModelFilePath(optimised.toString());
			OrtEnvironment.getEnvironment().createSession(model.toString(), options).close();
		}
	}

	private static void assertGradient(String network, OnnxModel model) throws Exception {
		long[] shape = Arrays.stream(("1 " + network.replaceAll(".*, ", "")).split(" ")).mapToLong(Long::parseLong).toArray();
		ShapeProbe probe = ShapeProbe.probe(model, shape);
		assertTrue(probe.dynamicBatch(), "dynamic batch");
		ClassScores scores = ClassScores.find(probe.model(), probe.shapes());
		TrainingGraph graph = Differentiator.of(probe.model(), probe.shapes(), RuleSet.gradient()).differentiate(scores
			.tensor(), List.of("image"));

		shape[0] = IMAGES;
		NdArray image = wave(0.37, shape);
		NdArray seed = wave(0.7, IMAGES, scores.classes());
		DoubleBuffer expected = ByteBuffer.wrap(Files.readAllBytes(file(network,
			".gradient"))).order(
			ByteOrder.LITTLE_ENDIAN).asDoubleBuffer();
		double[] expectedScores = new double[seed.data().length];
		double[] expectedGradient = new double[image.data().length];
		expected.get(expectedScores).get(expectedGradient);

		Map<String, NdArray> exact = Interpreter.run(graph.proto(), Map.of("image", image, graph.seed(), seed));
		assertClose(expectedScores, exact.get(graph.scores()).data(), 1e-6, "scores in double precision");
		assertClose(expectedGradient, exact.get(graph.gradient("image")).data(), 1e-5, "gradient in double precision");

		OrtEnvironment environment = OrtEnvironment.getEnvironment();
		try (OrtSession session = environment.createSession(graph.toByteArray()); OnnxTensor images = tensor(image);
			OnnxTensor seeds = tensor(seed); OrtSession.Result result = session.run(Map.of("image", images, graph.seed(),
				seeds)))
		{
			assertClose(expectedScores, doubles(result, graph.scores()), 1e-5, "scores of ONNX Runtime");
			assertClose(expectedGradient, doubles(result, graph.gradient("image")), 1e-4, "gradient of ONNX Runtime");
		}
	}

	/** The fixed values that the expected ones were computed for. */
	private static NdArray wave(double frequency, long... shape) {
		int[] sizes = Arrays.stream(shape).mapToInt(s -> (int) s).toArray();
		return new NdArray(sizes, IntStream.range(0, NdArray.size(sizes)).mapToDouble(i -> (float) Math.sin(i * frequency +
			1)).toArray());
	}

	private static OnnxTensor tensor(NdArray array) throws Exception {
		float[] floats = new float[array.data().length];
		IntStream.range(0, floats.length).forEach(i -> floats[i] = (float) array.data()[i]);
		return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), FloatBuffer.wrap(floats), Arrays.stream(array
			.shape()).asLongStream().toArray());
	}

	private static double[] doubles(OrtSession.Result result, String output) {
		FloatBuffer floats = ((OnnxTensor) result.get(output).orElseThrow()).getFloatBuffer();
		return IntStream.range(0, floats.limit()).mapToDouble(floats::get).toArray();
	}

	private static void assertClose(double[] expected, double[] found, double tolerance, String what) {
		assertEquals(expected.length, found.length, what + ": number of elements");
		double scale = DoubleStream.of(expected).map(Math::abs).max().orElse(0);
		double worst = IntStream.range(0, expected.length).mapToDouble(i -> Math.abs(expected[i] - found[i])).max().orElse(
			0) / scale;
		assertTrue(worst <= tolerance, what + ": off by " + worst + " of the maximum");
	}
}
