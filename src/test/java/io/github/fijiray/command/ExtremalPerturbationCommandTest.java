package io.github.fijiray.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.imagej.bridge.CommandBridge;

import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.WindowManager;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;

/** The command on the sample data, as a macro in plain ImageJ runs it and as SciJava does. */
class ExtremalPerturbationCommandTest {

	private static final Path DATA = Path.of("sample-data");
	private static final String MODEL = "model=[" + DATA.resolve("models/sound.onnx") + "] ";
	private static final String QUICK = "mode=fast passes=8 areas=0.1,0.3 ";

	@TempDir
	private Path output;
	private String threadName;

	@BeforeEach
	void actAsMacroThread() {
		threadName = Thread.currentThread().getName();
		Thread.currentThread().setName("Run$_" + threadName);
		IJ.redirectErrorMessages();
	}

	@AfterEach
	void leaveMacroThread() {
		Macro.setOptions(null);
		WindowManager.setTempCurrentImage(null);
		IJ.redirectErrorMessages(false);
		Thread.currentThread().setName(threadName);
	}

	@Test
	void masksLieInPlaceOnTheImageThatWasActive() throws IOException {
		final ImagePlus cells = IJ.openImage(image("responder_1").toString());
		WindowManager.setTempCurrentImage(cells);
		run(MODEL + QUICK + "output=[" + output + "]");
		final ImagePlus masks = IJ.openImage(output.resolve("responder_1_extremal.tif").toString());
		assertEquals(4, masks.getNChannels());
		assertEquals(cells.getWidth(), masks.getWidth());
		assertEquals(cells.getCalibration().pixelWidth, masks.getCalibration().pixelWidth, 1e-6);
		assertEquals("µm", masks.getCalibration().getUnits());
		assertArrayEquals(toFloats(cells, 2), toFloats(masks, 2));
		assertEquals(0.3, Arrays.stream(toDoubles(masks, 4)).average().orElseThrow(), 0.005);
		assertTrue(masks.getStack().getSliceLabel(3).startsWith("mask a=0.1"), masks.getStack().getSliceLabel(3));
		assertEquals(List.of("extremal.csv", "responder_1_extremal.png", "responder_1_extremal.tif",
			"responder_1_growth.png"), files());
	}

	@Test
	void tableTellsWhatWasFound() throws IOException {
		run("image=[" + image("responder_1") + "] " + MODEL + QUICK + "output=[" + output + "]");
		final List<String> rows = Files.readAllLines(output.resolve("extremal.csv"));
		assertTrue(rows.get(0).startsWith("image,model,model_sha256,target,label,game,perturbation,area,area_reached," +
			"score_kept,score_removed,score_image,score_perturbed,threshold,optimal_area,passes,seed,provider,version"));
		assertEquals(3, rows.size());
		final String[] row = rows.get(1).split(",");
		assertEquals("responder_1.tif", row[0]);
		assertEquals("responder", row[4]);
		assertEquals(0.1, Double.parseDouble(row[7]));
		assertEquals("8", row[15]);
		assertEquals("cpu", row[17]);
	}

	@Test
	void furtherAreasJoinTheOthersInOrder() throws IOException {
		run("image=[" + image("responder_1") + "] " + MODEL +
			"mode=fast passes=16 areas=0.4,0.05,0.2 threshold=0.5 refine=true output=[" + output + "]");
		final List<String[]> rows = Files.readAllLines(output.resolve("extremal.csv")).stream().skip(1).map(row -> row.split(
			",")).toList();
		final List<Double> areas = rows.stream().map(row -> Double.valueOf(row[7])).toList();
		assertTrue(areas.size() > 3 && areas.containsAll(List.of(0.05, 0.2, 0.4)), areas.toString());
		assertEquals(areas.stream().sorted().toList(), areas);
		final double optimal = Double.parseDouble(rows.get(0)[14]);
		assertTrue(areas.get(areas.indexOf(optimal) - 1) >= 0.9 * optimal, areas + ", a* " + optimal);
		assertTrue(Integer.parseInt(rows.get(0)[15]) > 16);
		final ImagePlus masks = IJ.openImage(output.resolve("responder_1_extremal.tif").toString());
		assertEquals(2 + areas.size(), masks.getNChannels());
		for (int a = 0; a < areas.size(); a++)
			assertTrue(masks.getStack().getSliceLabel(3 + a).startsWith("mask a=" + areas.get(a)));
		assertEquals(List.of("extremal.csv", "responder_1_extremal.png", "responder_1_extremal.tif",
			"responder_1_growth.png"), files());
	}

	@Test
	void sameMacroLineGivesTheSameMasksAgain() throws IOException {
		final String options = "image=[" + image("responder_2") + "] " + MODEL + QUICK + "seed=3 output=[" + output + "]";
		run(options);
		final Path tiff = output.resolve("responder_2_extremal.tif");
		final byte[] first = Files.readAllBytes(tiff);
		run(options);
		assertArrayEquals(first, Files.readAllBytes(tiff));
		assertEquals(5, Files.readAllLines(output.resolve("extremal.csv")).size());
	}

	@Test
	void masksOverALayerLieInPlaceOnTheImageAndNameTheLayer() throws IOException {
		final String layer = "/0/0.7/MaxPool_output_0";
		run("image=[" + image("responder_1") + "] " + MODEL + QUICK + "layer=" + layer + " output=[" + output + "]");
		final ImagePlus masks = IJ.openImage(output.resolve("responder_1_extremal.tif").toString());
		assertEquals(192, masks.getWidth());
		assertEquals(0.3, Arrays.stream(toDoubles(masks, 4)).average().orElseThrow(), 0.02);
		assertTrue(Files.readAllLines(output.resolve("extremal.csv")).get(1).endsWith("," + layer));
		assertTrue(masks.getInfoProperty().contains("layer: " + layer), masks.getInfoProperty());
	}

	@Test
	void selectionIsWhatIsClassified() {
		final ImagePlus cells = IJ.openImage(image("responder_1").toString());
		cells.setRoi(10, 20, 120, 100);
		WindowManager.setTempCurrentImage(cells);
		run(MODEL + QUICK + "output=[" + output + "]");
		final ImagePlus masks = IJ.openImage(output.resolve("responder_1_extremal.tif").toString());
		final double[] mask = toDoubles(masks, 4);
		double inside = 0, all = 0;
		for (int i = 0; i < mask.length; i++) {
			final int x = i % masks.getWidth(), y = i / masks.getWidth();
			all += mask[i];
			if (x >= 10 && x < 130 && y >= 20 && y < 120) inside += mask[i];
		}
		assertEquals(all, inside);
		assertEquals(0.3, inside / (120 * 100), 0.005);
	}

	@Test
	void trainingGraphIsSaved() {
		final Path graph = output.resolve("graph.onnx");
		run("image=[" + image("resting_1") + "] " + MODEL + QUICK + "graph=[" + graph + "]");
		assertTrue(Files.exists(graph));
	}

	@Test
	void trainingGraphTakesNoModelsPlace() throws IOException {
		final Path model = Files.copy(DATA.resolve("models/sound.onnx"), output.resolve("cells.onnx"));
		final byte[] before = Files.readAllBytes(model);
		run("image=[" + image("resting_1") + "] model=[" + model + "] graph=[" + model + "] " + QUICK);
		assertTrue(IJ.getErrorMessage().contains("'graph'"));
		assertArrayEquals(before, Files.readAllBytes(model));
	}

	@Test
	void trainingGraphThatCannotBeWrittenIsRefusedByName() {
		final Path graph = output.resolve("no/such/folder/graph.onnx");
		run("image=[" + image("resting_1") + "] " + MODEL + QUICK + "graph=[" + graph + "]");
		final String message = IJ.getErrorMessage();
		assertTrue(message.contains("'graph'") && message.contains(graph.toString()), message);
	}

	@Test
	void scijavaRunsItWithoutAWindow() throws Exception {
		try (Context context = new Context(CommandService.class, StatusService.class)) {
			final CommandModule module = context.service(CommandService.class).run(ExtremalPerturbationCommand.class, true, Map
				.of("image", image("responder_1").toString(), "model", DATA.resolve("models/shortcut.onnx").toFile(), "mode",
					"fast", "passes", 4, "areas", "0.1", "output", output.toFile())).get();
			assertNotNull(module.getOutput("masks"));
		}
		assertTrue(files().contains("responder_1_extremal.png"));
	}

	@Test
	void modelOfAnEarlierRunIsNotTakenWithoutAWord() throws Exception {
		final String input = image("responder_1").toString();
		try (Context context = new Context(CommandService.class, StatusService.class)) {
			final CommandService commands = context.service(CommandService.class);
			commands.run(ExtremalPerturbationCommand.class, true, Map.of("image", input, "model", DATA.resolve(
				"models/shortcut.onnx").toFile(), "mode", "fast", "passes", 4, "areas", "0.1")).get();
			commands.run(ExtremalPerturbationCommand.class, true, Map.of("image", input, "output", output.toFile())).get();
		}
		assertTrue(IJ.getErrorMessage().contains("'model' is empty"));
		assertEquals(List.of(), files());
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', value = { //
		"target=parasitized; parasitized; responder", //
		"target=7; 7; 0 to 1", //
		"areas=0.1,1.2; areas; below 1", //
		"areas=ten; areas; numbers", //
		"channels=3,1; channels; 2", //
		"channels=1,2,1; responder_1.tif; takes 2 channels", //
		"preprocessing=imagnet; preprocessing; imagenet", //
		"scores=softmax; no output 'softmax'; its outputs are", //
		"threshold=-1; threshold; above 0", //
		"labels=[no/such.txt]; labels; does not exist", //
		"mean=1,2,3; mean; 2" })
	void wrongValuesAreRefusedWithWhatIsLegalAndLeaveNothing(String option, String named, String legal)
		throws IOException
	{
		final String key = option.substring(0, option.indexOf('='));
		final String rest = QUICK.replaceAll("\\b" + key + "=\\S+", "");
		run("image=[" + image("responder_1") + "] " + MODEL + rest + option + " output=[" + output + "]");
		final String message = IJ.getErrorMessage();
		assertNotNull(message);
		assertTrue(message.contains(named) && message.contains(legal), message);
		assertEquals(List.of(), files());
	}

	@ParameterizedTest
	@ValueSource(strings = { "README.md", "no/such.onnx", "images/responder_1.tif" })
	void whatIsNoModelIsRefusedByName(String file) throws IOException {
		run("image=[" + image("responder_1") + "] model=[" + DATA.resolve(file) + "] " + QUICK + "output=[" + output + "]");
		final String message = IJ.getErrorMessage();
		assertTrue(message != null && message.contains(new File(file).getName()), message);
		assertEquals(List.of(), files());
	}

	private static Path image(String name) {
		return DATA.resolve("images").resolve(name + ".tif");
	}

	private static void run(String options) {
		Macro.setOptions(options);
		try {
			new CommandBridge().run(ExtremalPerturbationCommand.class.getName());
		}
		catch (RuntimeException e) {
			assertEquals(Macro.MACRO_CANCELED, e.getMessage());
		}
	}

	private List<String> files() throws IOException {
		try (Stream<Path> files = Files.list(output)) {
			return files.map(file -> file.getFileName().toString()).sorted().collect(Collectors.toList());
		}
	}

	private static float[] toFloats(ImagePlus image, int plane) {
		return (float[]) image.getStack().getProcessor(plane).convertToFloatProcessor().getPixels();
	}

	private static double[] toDoubles(ImagePlus image, int plane) {
		final float[] values = toFloats(image, plane);
		final double[] doubles = new double[values.length];
		for (int i = 0; i < values.length; i++)
			doubles[i] = values[i];
		return doubles;
	}
}
