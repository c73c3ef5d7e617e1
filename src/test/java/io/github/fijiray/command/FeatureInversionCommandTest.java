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
import ij.process.ImageStatistics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** The command on the sample data, as a macro in plain ImageJ runs it and as SciJava does. */
class FeatureInversionCommandTest {

	private static final Path DATA = Path.of("sample-data");
	private static final String MODEL = "model=[" + DATA.resolve("models/sound.onnx") + "] ";
	private static final String QUICK = "passes=3 channels=10 ";

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
	void inversionsAreSlicesBesideWhatTheClassifierSees() throws IOException {
		final ImagePlus cells = IJ.openImage(image("responder_1").toString());
		WindowManager.setTempCurrentImage(cells);
		run(MODEL + QUICK + "output=[" + output + "]");
		final ImagePlus inversions = IJ.openImage(output.resolve("responder_1_inversion.tif").toString());
		assertEquals("2 3 1", inversions.getNChannels() + " " + inversions.getNSlices() + " " + inversions.getNFrames());
		assertEquals(96, inversions.getWidth());
		assertEquals("µm", inversions.getCalibration().getUnits());
		assertEquals(2 * cells.getCalibration().pixelWidth, inversions.getCalibration().pixelWidth, 1e-6);
		assertEquals("image", inversions.getStack().getSliceLabel(1));
		assertEquals("inversion of 10 channels", inversions.getStack().getSliceLabel(3));
		assertEquals("inversion of all 64 channels", inversions.getStack().getSliceLabel(5));
		// The image and its inversions have the same intensities: those of the explained image.
		for (int c = 1; c <= 2; c++) {
			final double[] original = range(cells, c), seen = range(inversions, c), inverted = range(inversions, 2 + c);
			assertTrue(seen[0] >= original[0] && seen[1] <= original[1] && seen[1] > original[1] / 4, "channel " + c);
			assertTrue(inverted[0] >= seen[0] && inverted[1] <= seen[1], "channel " + c);
		}
		assertEquals(List.of("inversion.csv", "responder_1_inversion.png", "responder_1_inversion.tif"), files());
	}

	@Test
	void tableTellsByWhatFactorTheObjectiveRose() throws IOException {
		run("image=[" + image("responder_1") + "] " + MODEL + "passes=20 kept=3,7,11,20,30 seed=2 output=[" + output + "]");
		final List<String> rows = Files.readAllLines(output.resolve("inversion.csv"));
		assertEquals("image,model,model_sha256,layer,layer_channels,target,label,channels,objective_start,objective,factor," +
			"objective_image,kept,passes,seed,provider,version,preprocessing", rows.get(0));
		assertEquals(3, rows.size());
		final String[] some = rows.get(1).split(","), all = rows.get(2).split(",");
		assertEquals("responder_1.tif", some[0]);
		assertEquals("responder", some[6]);
		assertEquals("5", some[7]);
		assertEquals("64", all[7]);
		assertEquals("3 7 11 20 30", some[12]);
		assertEquals("all", all[12]);
		assertEquals("20,2,cpu", String.join(",", some[13], some[14], some[15]));
		assertEquals(Double.parseDouble(all[9]) / Double.parseDouble(all[8]), Double.parseDouble(all[10]), 0.01 * Double
			.parseDouble(all[10]));
		assertTrue(Double.parseDouble(all[10]) > 10 && Double.parseDouble(all[9]) > Double.parseDouble(all[11]), rows.get(2));
	}

	@Test
	void sameMacroLineGivesTheSameAgain() throws IOException {
		final String options = "image=[" + image("resting_2") + "] " + MODEL + QUICK + "layer=/0/0.10/Relu seed=3 output=[" +
			output + "]";
		run(options);
		final Path tiff = output.resolve("resting_2_inversion.tif");
		final byte[] first = Files.readAllBytes(tiff);
		run(options);
		assertArrayEquals(first, Files.readAllBytes(tiff));
		assertEquals(5, Files.readAllLines(output.resolve("inversion.csv")).size());
	}

	@Test
	void scijavaRunsItWithoutAWindow() throws Exception {
		try (Context context = new Context(CommandService.class, StatusService.class)) {
			final CommandModule module = context.service(CommandService.class).run(FeatureInversionCommand.class, true, Map
				.of("image", image("responder_1").toString(), "model", DATA.resolve("models/shortcut.onnx").toFile(), "passes",
					4, "channels", "5", "output", output.toFile())).get();
			assertNotNull(module.getOutput("inversions"));
		}
		assertTrue(files().contains("responder_1_inversion.png"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', value = { //
		"target=parasitized; parasitized; responder", //
		"channels=65; 65; 64", //
		"kept=3,64; 64; 63", //
		"kept=3,x; kept; whole numbers", //
		"layer=/no/such; layer; /0/0.14/Relu_output_0", //
		"threshold=-1; threshold; above 0", //
		"passes=-1; passes; whole number", //
		"inputs=3,1; channels; 2", //
		"labels=[no/such.txt]; labels; does not exist" })
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

	private static Path image(String name) {
		return DATA.resolve("images").resolve(name + ".tif");
	}

	private static void run(String options) {
		Macro.setOptions(options);
		try {
			new CommandBridge().run(FeatureInversionCommand.class.getName());
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

	private static double[] range(ImagePlus image, int plane) {
		final ImageStatistics statistics = image.getStack().getProcessor(plane).getStats();
		return new double[] { statistics.min, statistics.max };
	}
}
