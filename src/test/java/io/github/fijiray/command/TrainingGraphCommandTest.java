package io.github.fijiray.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;

import io.github.fijiray.imagej.bridge.CommandBridge;
import io.github.fijiray.onnx.TensorInfo;
import io.github.fijiray.onnx.model.OnnxModel;

import ij.IJ;
import ij.Macro;

import java.io.File;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scijava.Context;
import org.scijava.app.StatusService;
import org.scijava.command.CommandService;
import org.scijava.log.LogService;

/** The command on the sample data, as a macro in plain ImageJ runs it and as SciJava does. */
class TrainingGraphCommandTest {

	private static final Path CELLS = Path.of("sample-data/models/sound.onnx");
	private static final String MODEL = "model=[" + CELLS + "] ";

	@TempDir
	private Path folder;
	private Path saved;
	private String threadName;

	@BeforeEach
	void actAsMacroThread() {
		saved = folder.resolve("graph of cells.onnx");
		threadName = Thread.currentThread().getName();
		Thread.currentThread().setName("Run$_" + threadName);
		IJ.redirectErrorMessages();
	}

	@AfterEach
	void leaveMacroThread() {
		Macro.setOptions(null);
		IJ.redirectErrorMessages(false);
		Thread.currentThread().setName(threadName);
	}

	private static void run(String options) {
		Macro.setOptions(options);
		try {
			new CommandBridge().run(TrainingGraphCommand.class.getName());
		}
		catch (RuntimeException e) {
			assertEquals(Macro.MACRO_CANCELED, e.getMessage());
		}
	}

	/** What the command says when SciJava runs it without a window. */
	private static String report(Object... inputs) throws Exception {
		StringJoiner lines = new StringJoiner("\n");
		try (Context context = new Context(CommandService.class, StatusService.class, LogService.class)) {
			context.service(LogService.class).addLogListener(message -> lines.add(message.text()));
			context.service(CommandService.class).run(TrainingGraphCommand.class, true, inputs).get();
		}
		return lines.toString();
	}

	private List<String> files() throws IOException {
		try (Stream<Path> files = Files.list(folder)) {
			return files.map(file -> file.getFileName().toString()).sorted().collect(Collectors.toList());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "gradient", "guided", "deconvnet", "excitation" })
	void aGraphWithOpenBatchIsSaved(String rules) throws Exception {
		run(MODEL + "rules=" + rules + " output=[" + saved + "]");
		assertEquals(List.of("graph of cells.onnx"), files());
		TensorInfo image = OnnxModel.read(CELLS).inputs().get(0);
		OnnxModel graph = OnnxModel.read(saved);
		assertEquals(List.of(image.name(), "target"), graph.inputs().stream().map(TensorInfo::name).toList());
		assertEquals(List.of("scores", "gradient"), graph.outputs().stream().map(TensorInfo::name).toList());
		float[] first = gradient(wave(0.1, image), 1, 0);
		float[] second = gradient(wave(0.2, image), 1, 0);
		float[] both = gradient(join(wave(0.1, image), wave(0.2, image)), 2, 0);
		assertArrayEquals(join(first, second), both, 1e-5f);
		assertTrue(nonzero(first) && nonzero(second));
	}

	private float[] gradient(float[] images, int count, long target) throws Exception {
		OrtEnvironment environment = OrtEnvironment.getEnvironment();
		try (OrtSession session = environment.createSession(saved.toString())) {
			long[] shape = OnnxModel.read(saved).inputs().get(0).shape();
			assertEquals(-1, shape[0]);
			shape[0] = count;
			try (OnnxTensor image = OnnxTensor.createTensor(environment, FloatBuffer.wrap(images), shape); OnnxTensor chosen =
				OnnxTensor.createTensor(environment, new long[] { target }); OrtSession.Result result = session.run(Map.of(
					session.getInputNames().stream().filter(name -> !name.equals("target")).findFirst().orElseThrow(), image,
					"target", chosen)))
			{
				FloatBuffer buffer = ((OnnxTensor) result.get("gradient").orElseThrow()).getFloatBuffer();
				float[] gradient = new float[buffer.remaining()];
				buffer.get(gradient);
				return gradient;
			}
		}
	}

	private static float[] wave(double frequency, TensorInfo image) {
		float[] wave = new float[(int) (image.shape()[1] * image.shape()[2] * image.shape()[3])];
		for (int i = 0; i < wave.length; i++)
			wave[i] = (float) (0.5 + 0.5 * Math.sin(i * frequency));
		return wave;
	}

	private static float[] join(float[] first, float[] second) {
		return FloatBuffer.allocate(first.length + second.length).put(first).put(second).array();
	}

	@Test
	void excitationOfAnImageThatIsNotNegativeIsKept() throws Exception {
		run(MODEL + "rules=excitation output=[" + saved + "]");
		double sum = 0;
		for (float value : gradient(wave(0.1, OnnxModel.read(CELLS).inputs().get(0)), 1, 0))
			sum += value;
		assertEquals(1, sum, 1e-5);
	}

	private static boolean nonzero(float[] values) {
		for (float value : values)
			if (value != 0) return true;
		return false;
	}

	@Test
	void aGraphOfALayerHasTheLayersShape() throws Exception {
		run(MODEL + "layer=default output=[" + saved + "]");
		OnnxModel graph = OnnxModel.read(saved);
		TensorInfo gradient = graph.outputs().get(1);
		assertEquals("gradient", gradient.name());
		assertFalse(graph.inputs().get(0).shape()[2] == gradient.shape()[2], gradient.toString());
	}

	@Test
	void aClassBecomesTheDefaultOfTheTarget() throws Exception {
		run(MODEL + "target=responder output=[" + saved + "]");
		OnnxModel graph = OnnxModel.read(saved);
		assertEquals(List.of("target"), graph.optionalInputs().stream().map(TensorInfo::name).toList());
		assertEquals(1, graph.graph().initializer("target").getRawData().byteAt(0));
	}

	@Test
	void theReportTellsWhatWasDerived() throws Exception {
		String report = report("model", CELLS.toFile(), "target", "responder", "rules", "guided", "output", saved.toFile());
		for (String expected : List.of("SHA-256", "2 classes: resting, responder", "any number of images", "where the input " +
			"'target' is left out", "written   " + saved, "rules     guided"))
			assertTrue(report.contains(expected), expected + " in\n" + report);
		assertTrue(report.matches("(?s).*\nConv +\\d+ +gradient\n.*\nRelu +\\d+ +guided\n.*"), report);
		assertTrue(report.matches("(?s).*\n\\* +\\S+ +\\w+ +\\[N,\\d+,\\d+,\\d+] .*"), report);
	}

	@Test
	void withoutOutputOnlyTheReportIsShown() throws Exception {
		assertTrue(report("model", CELLS.toFile()).contains("must be given in the input 'target'"));
		assertEquals(List.of(), files());
	}

	@Test
	void everyNodeInTheWayIsNamedAndNothingIsWritten() throws Exception {
		File network = Path.of(TrainingGraphCommandTest.class.getResource("/networks/vit.onnx").toURI()).toFile();
		String report = report("model", network, "rules", "excitation", "output", saved.toFile());
		assertTrue(report.contains("cannot be differentiated"), report);
		assertTrue(report.contains("operator Softmax") && report.contains("operator MatMul"), report);
		assertTrue(report.contains("/blocks/blocks.0/attention/MatMul'") && report.contains(
			"/blocks/blocks.1/attention/MatMul'"), report);
		assertTrue(report.contains("* "), "the layers");
		assertEquals(List.of(), files());
		assertTrue(IJ.getErrorMessage().contains("cannot be differentiated"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', value = { //
		"target=parasitized; target; responder", //
		"target=top; target; from 0 to 1", //
		"target=7; target; 0 to 1", //
		"layer=conv99; layer; default", //
		"rules=lrp; rules; gradient, guided, deconvnet, excitation", //
		"scores=logits; logits; [probability]", //
		"size=12; size; expected", //
		"size=1,2,3; size; 224,224", //
		"model=[no/such.onnx]; model; does not exist" })
	void wrongValuesAreRefusedWithWhatIsLegalAndLeaveNothing(String option, String named, String legal)
		throws IOException
	{
		run((option.startsWith("model") ? "" : MODEL) + option + " output=[" + saved + "]");
		String message = IJ.getErrorMessage();
		assertNotNull(message);
		assertTrue(message.contains(named) && message.contains(legal), message);
		assertEquals(List.of(), files());
	}

	@Test
	void theModelItselfIsNotOverwritten() throws Exception {
		Path copy = Files.copy(CELLS, folder.resolve("cells.onnx"));
		run("model=[" + copy + "] output=[" + copy + "]");
		assertTrue(IJ.getErrorMessage().contains("the classifier itself"), IJ.getErrorMessage());
		assertArrayEquals(Files.readAllBytes(CELLS), Files.readAllBytes(copy));
		run("model=[" + copy + "] output=[" + folder.resolve("no/such.onnx") + "]");
		assertTrue(IJ.getErrorMessage().contains("'output'"), IJ.getErrorMessage());
	}
}
