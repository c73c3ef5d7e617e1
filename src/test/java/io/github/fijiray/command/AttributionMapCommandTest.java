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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scijava.Context;
import org.scijava.app.StatusService;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;
import org.scijava.plugin.PluginService;

/** Attribution Map... and Sanity Check... on the sample data, as a macro in plain ImageJ runs them and as SciJava does. */
class AttributionMapCommandTest {

	private static final Path DATA = Path.of("sample-data");
	private static final String MODEL = "model=[" + DATA.resolve("models/sound.onnx") + "] ";

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
	void mapsLieInPlaceOnTheImageThatWasActive() throws IOException {
		final ImagePlus cells = IJ.openImage(image("responder_1").toString());
		cells.setRoi(10, 20, 150, 160);
		WindowManager.setTempCurrentImage(cells);
		run(MODEL + "method=grad-cam,gradient output=[" + output + "]");
		assertEquals(List.of("attribution.csv", "responder_1_attribution.png", "responder_1_attribution.tif",
			"responder_1_grad-cam.tif", "responder_1_gradient.tif"), files());
		final ImagePlus maps = IJ.openImage(output.resolve("responder_1_attribution.tif").toString());
		assertEquals(4, maps.getNChannels());
		assertEquals("µm", maps.getCalibration().getUnits());
		final float[] values = (float[]) maps.getStack().getPixels(3);
		for (int i = 0; i < values.length; i++) {
			final int x = i % maps.getWidth(), y = i / maps.getWidth();
			if (x < 10 || x >= 160 || y < 20 || y >= 180) assertEquals(0, values[i]);
		}
		final ImagePlus alone = IJ.openImage(output.resolve("responder_1_grad-cam.tif").toString());
		assertEquals(32, alone.getBitDepth());
		assertEquals(150, alone.getWidth());
		assertEquals(160, alone.getHeight());
		assertEquals(values[100 * maps.getWidth() + 80], alone.getProcessor().getf(70, 80));
	}

	@Test
	void mapOfALayerIsWrittenAtItsOwnResolutionOnRequest() throws IOException {
		run("image=[" + image("responder_1") + "] " + MODEL + "method=grad-cam native_size=true output=[" + output + "]");
		final ImagePlus own = IJ.openImage(output.resolve("responder_1_grad-cam_layer.tif").toString());
		final ImagePlus source = IJ.openImage(output.resolve("responder_1_grad-cam.tif").toString());
		assertEquals(12, own.getWidth());
		assertEquals(192, source.getWidth());
		assertEquals(16 * source.getCalibration().pixelWidth, own.getCalibration().pixelWidth, 1e-4);
	}

	@Test
	void signSaysWhatOfAMapCounts() throws IOException {
		final float[][] maps = new float[3][];
		final String[] signs = { "all", "positive", "negative" };
		for (int s = 0; s < signs.length; s++) {
			run("image=[" + image("responder_1") + "] " + MODEL + "method=gradient sign=" + signs[s] + " output=[" + output +
				"]");
			maps[s] = (float[]) IJ.openImage(output.resolve("responder_1_gradient.tif").toString()).getProcessor().getPixels();
		}
		// Interpolated after the sign was taken, so that both parts may be there at one pixel.
		for (int i = 0; i < maps[0].length; i++)
			assertEquals(maps[0][i], maps[1][i] - maps[2][i], 1e-5);
	}

	@Test
	void tableComparesWithTheTruthAndMeasures() throws IOException {
		run("image=[" + image("responder_1") + "] " + MODEL + "method=grad-cam,centre truth=[" + DATA.resolve(
			"truth/responder_1.tif") + "] faithfulness=true output=[" + output + "]");
		final List<String> rows = Files.readAllLines(output.resolve("attribution.csv"));
		assertEquals(3, rows.size());
		final List<String> columns = Arrays.asList(rows.get(0).split(","));
		final String[] gradCam = rows.get(1).split(","), centre = rows.get(2).split(",");
		for (String metric : new String[] { "relevance_mass", "relevance_rank", "pointing_hit", "insertion_auc",
			"deletion_auc", "confidence_drop", "sparsity", "infidelity" }) {
			final double value = Double.parseDouble(gradCam[columns.indexOf(metric)]);
			assertTrue(value >= 0 && value <= 1, metric + " " + value);
		}
		assertEquals("/0/0.14/Relu_output_0", gradCam[columns.indexOf("layer")]);
		assertEquals("", centre[columns.indexOf("layer")]);
		assertTrue(number(gradCam, columns, "relevance_mass") > 1.5 * number(centre, columns, "relevance_mass"));
		assertEquals(0, number(centre, columns, "max_sensitivity"));
	}

	@Test
	void sameMacroLineGivesTheSameAgain() throws IOException {
		final String options = "image=[" + image("resting_2") + "] " + MODEL + "method=rise,smoothgrad,extremal " +
			"options=[rise.masks=60 extremal.passes=4] batch=7 seed=3 output=[" + output + "]";
		run(options);
		final byte[] first = Files.readAllBytes(output.resolve("resting_2_attribution.tif"));
		run(options.replace("batch=7", "batch=20"));
		assertArrayEquals(first, Files.readAllBytes(output.resolve("resting_2_attribution.tif")));
		assertEquals(7, Files.readAllLines(output.resolve("attribution.csv")).size());
	}

	@Test
	void scijavaRunsItWithoutAWindow() throws Exception {
		try (Context context = new Context(CommandService.class, StatusService.class, PluginService.class)) {
			final CommandModule module = context.service(CommandService.class).run(AttributionMapCommand.class, true, Map.of(
				"image", image("responder_1").toString(), "model", DATA.resolve("models/shortcut.onnx").toFile(), "method",
				"contrastive", "output", output.toFile())).get();
			assertNotNull(module.getOutput("maps"));
		}
		assertTrue(files().contains("responder_1_attribution.png"));
	}

	@Test
	void sanityCheckGoesFromTheLastLayerToTheFirst() throws IOException {
		sanity("image=[" + image("responder_1") + "] " + MODEL + "method=grad-cam stages=3 seed=1 output=[" + output + "]");
		final List<String> rows = Files.readAllLines(output.resolve("sanity.csv"));
		assertEquals(5, rows.size());
		final List<String> columns = Arrays.asList(rows.get(0).split(","));
		final String[] trained = rows.get(1).split(","), last = rows.get(4).split(",");
		assertEquals(1, number(trained, columns, "rank_correlation"));
		assertEquals("5", last[columns.indexOf("random_layers")]);
		assertEquals("/0/0.0/Conv", last[columns.indexOf("random_from")]);
		assertTrue(number(last, columns, "rank_correlation") < 0.5);
		assertEquals(4, IJ.openImage(output.resolve("responder_1_sanity.tif").toString()).getStackSize());
	}

	@Test
	void sanityCheckOfWhatDoesNotLookAtTheClassifierFindsNoChange() throws IOException {
		sanity("image=[" + image("responder_1") + "] " + MODEL + "method=centre stages=2 output=[" + output + "]");
		final List<String> rows = Files.readAllLines(output.resolve("sanity.csv"));
		final List<String> columns = Arrays.asList(rows.get(0).split(","));
		assertEquals(1, number(rows.get(3).split(","), columns, "rank_correlation"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', value = { //
		"target=parasitized; parasitized; responder", //
		"method=grad-scam; grad-scam; grad-cam", //
		"method=centre,centre; centre; twice", //
		"options=[occlusion.patch=5]; occlusion.patch; extremal", //
		"method=rise options=[rise.mask=5]; mask; masks", //
		"method=rise options=[rise.masks=many]; rise.masks; whole number", //
		"method=rise options=[rise.keep=1]; rise.keep; between 0 and 1", //
		"method=occlusion options=[occlusion.scale=odd]; occlusion.scale; log-odds", //
		"method=occlusion options=[occlusion.patch=200]; occlusion.patch; 96", //
		"layer=/no/such; layer; /0/0.14/Relu_output_0", //
		"sign=plus; sign; positive", //
		"range=1,0; range; auto", //
		"range=[,]; range; full", //
		"range=0,Infinity; range; full", //
		"truth=[no/such.tif]; truth; does not exist", //
		"truth=[pom.xml]; pom.xml; image", //
		"batch=0; batch; 1" })
	void wrongValuesAreRefusedWithWhatIsLegalAndLeaveNothing(String option, String named, String legal)
		throws IOException
	{
		run("image=[" + image("responder_1") + "] " + MODEL + option + " output=[" + output + "]");
		final String message = IJ.getErrorMessage();
		assertNotNull(message);
		assertTrue(message.contains(named.strip()), message);
		assertTrue(message.contains(legal.strip()), message);
		assertEquals(List.of(), files());
	}

	private static double number(String[] row, List<String> columns, String column) {
		return Double.parseDouble(row[columns.indexOf(column)]);
	}

	private static Path image(String name) {
		return DATA.resolve("images/" + name + ".tif");
	}

	private static void run(String options) {
		run(options, AttributionMapCommand.class);
	}

	private static void sanity(String options) {
		run(options, SanityCheckCommand.class);
	}

	private static void run(String options, Class<?> command) {
		Macro.setOptions(options);
		try {
			new CommandBridge().run(command.getName());
		}
		catch (RuntimeException e) {
			assertEquals(Macro.MACRO_CANCELED, e.getMessage());
		}
	}

	private List<String> files() throws IOException {
		try (Stream<Path> files = Files.list(output)) {
			return files.map(file -> file.getFileName().toString()).sorted().toList();
		}
	}
}
