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
class ChannelAttributionCommandTest {

	private static final Path DATA = Path.of("sample-data");
	private static final String MODEL = "model=[" + DATA.resolve("models/sound.onnx") + "] ";
	private static final String QUICK = "passes=8 channels=1,10,30 ";

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
	void saliencyLiesInPlaceOnTheImageThatWasActive() throws IOException {
		final ImagePlus cells = IJ.openImage(image("responder_1").toString());
		cells.setRoi(10, 20, 150, 160);
		WindowManager.setTempCurrentImage(cells);
		run(MODEL + QUICK + "output=[" + output + "]");
		final ImagePlus saliency = IJ.openImage(output.resolve("responder_1_channels.tif").toString());
		assertEquals(3, saliency.getNChannels());
		assertEquals(cells.getWidth(), saliency.getWidth());
		assertEquals("µm", saliency.getCalibration().getUnits());
		assertArrayEquals(toFloats(cells, 2), toFloats(saliency, 2));
		final String label = saliency.getStack().getSliceLabel(3);
		assertTrue(label.startsWith("saliency of "), label);
		final float[] values = toFloats(saliency, 3);
		float inside = 0;
		for (int i = 0; i < values.length; i++) {
			final int x = i % saliency.getWidth(), y = i / saliency.getWidth();
			if (x >= 10 && x < 160 && y >= 20 && y < 180) inside = Math.max(inside, values[i]);
			else assertEquals(0, values[i]);
		}
		assertTrue(inside > 0);
		assertEquals(List.of("channels.csv", "responder_1_channels.png", "responder_1_channels.tif"), files());
	}

	@Test
	void tableTellsWhatWasFound() throws IOException {
		run("image=[" + image("responder_1") + "] " + MODEL + QUICK + "threshold=0.5 seed=2 output=[" + output + "]");
		final List<String> rows = Files.readAllLines(output.resolve("channels.csv"));
		assertEquals("image,model,model_sha256,layer,layer_channels,target,label,game,channels,channels_reached,score_kept," +
			"score_removed,score_image,threshold,optimal_channels,kept,passes,seed,provider,version", rows.get(0));
		assertEquals(4, rows.size());
		final String[] row = rows.get(2).split(",");
		assertEquals("responder_1.tif", row[0]);
		assertEquals("64", row[4]);
		assertEquals("responder", row[6]);
		assertEquals("10", row[8]);
		assertEquals("10", row[9]);
		assertEquals("0.5", row[13]);
		assertEquals("10", row[14]);
		assertEquals(10, row[15].split(" ").length);
		assertEquals("8,2,cpu", String.join(",", row[16], row[17], row[18]));
	}

	@Test
	void sameMacroLineGivesTheSameAgain() throws IOException {
		final String options = "image=[" + image("resting_2") + "] " + MODEL + QUICK + "game=hybrid layer=/0/0.10/Relu " +
			"seed=3 output=[" + output + "]";
		run(options);
		final Path tiff = output.resolve("resting_2_channels.tif");
		final byte[] first = Files.readAllBytes(tiff);
		run(options);
		assertArrayEquals(first, Files.readAllBytes(tiff));
		assertEquals(7, Files.readAllLines(output.resolve("channels.csv")).size());
	}

	@Test
	void scijavaRunsItWithoutAWindow() throws Exception {
		try (Context context = new Context(CommandService.class, StatusService.class)) {
			final CommandModule module = context.service(CommandService.class).run(ChannelAttributionCommand.class, true, Map
				.of("image", image("responder_1").toString(), "model", DATA.resolve("models/shortcut.onnx").toFile(), "passes",
					4, "output", output.toFile())).get();
			assertNotNull(module.getOutput("saliency"));
		}
		assertTrue(files().contains("responder_1_channels.png"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', value = { //
		"target=parasitized; parasitized; responder", //
		"channels=1,65; 65; 64", //
		"channels=1,2.5; channels; whole numbers", //
		"channels=0; channels; above 0", //
		"layer=/no/such; layer; /0/0.14/Relu_output_0", //
		"layer=/0/0.16/Flatten_output_0; Flatten_output_0; places", //
		"game=maximal; game; hybrid", //
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

	@Test
	void whatIsNoModelIsRefusedByName() throws IOException {
		run("image=[" + image("responder_1") + "] model=[" + DATA.resolve("README.md") + "] " + QUICK + "output=[" + output +
			"]");
		final String message = IJ.getErrorMessage();
		assertTrue(message != null && message.contains(new File("README.md").getName()), message);
		assertEquals(List.of(), files());
	}

	private static Path image(String name) {
		return DATA.resolve("images").resolve(name + ".tif");
	}

	private static void run(String options) {
		Macro.setOptions(options);
		try {
			new CommandBridge().run(ChannelAttributionCommand.class.getName());
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

	private static float[] toFloats(ImagePlus image, int plane) {
		return (float[]) image.getStack().getProcessor(plane).convertToFloatProcessor().getPixels();
	}
}
