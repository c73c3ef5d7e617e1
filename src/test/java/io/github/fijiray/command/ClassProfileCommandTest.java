package io.github.fijiray.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.imagej.bridge.CommandBridge;
import io.github.fijiray.study.ResultTable;

import ij.IJ;
import ij.Macro;
import ij.WindowManager;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command on some of the sample data, as a macro in plain ImageJ runs it. */
class ClassProfileCommandTest {

	private static final Path DATA = Path.of("sample-data").toAbsolutePath();
	private static final String MODEL = "model=[" + DATA.resolve("models/sound.onnx") + "] ";
	private static final String QUICK = "channels=5,20 threshold=0.8 passes=2 shown=2 ";

	@TempDir
	private Path folder;
	private Path images;
	private Path output;
	private String threadName;

	@BeforeEach
	void copyImages() throws IOException {
		images = folder.resolve("images");
		output = folder.resolve("output");
		for (String name : List.of("responder", "resting")) {
			Files.createDirectories(images.resolve(name));
			for (int i = 1; i <= 2; i++)
				Files.copy(DATA.resolve("images/" + name + "_" + i + ".tif"), images.resolve(name + "/" + name + "_" + i + ".tif"));
		}
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
	void eachClassHasItsChannelsTheirInversionsAndAMontage() throws IOException {
		run("folder=[" + images + "] " + MODEL + QUICK + "output=[" + output + "]");
		assertNull(IJ.getErrorMessage());
		final List<Map<String, String>> rows = ResultTable.read(output.resolve("profile.csv"));
		final Map<String, String> first = rows.stream().filter(row -> row.get("label").equals("responder")).findFirst()
			.orElseThrow();
		assertEquals("2", first.get("images"));
		assertEquals("1", first.get("rank"));
		assertEquals("1.0", first.get("weight"));
		assertTrue(first.get("exciting").startsWith("responder/"), first.get("exciting"));
		assertTrue(Double.parseDouble(first.get("factor")) > 1);
		assertTrue(rows.stream().anyMatch(row -> row.get("label").equals("resting")));
		for (String name : List.of("profile_0_resting.png", "profile_1_responder.png"))
			assertTrue(ImageIO.read(output.resolve(name).toFile()).getHeight() > 400);
	}

	@Test
	void brokenImageIsReportedAndTheRunGoesOnWhereItStopped() throws IOException {
		Files.writeString(images.resolve("responder/broken.tif"), "no image");
		final Path kept = Files.move(images.resolve("resting/resting_2.tif"), folder.resolve("kept.tif"));
		final String options = "folder=[" + images + "] " + MODEL + QUICK + "output=[" + output + "]";
		run(options);
		final Path table = output.resolve("profile_images.csv");
		final List<String> before = Files.readAllLines(table);
		assertEquals(1 + 4, before.size());
		assertTrue(before.get(1).startsWith("responder/broken.tif,responder,") && before.get(1).contains("cannot read"), before
			.get(1));

		Files.move(kept, images.resolve("resting/resting_2.tif"));
		run(options);
		final List<String> after = Files.readAllLines(table);
		assertEquals(before, after.subList(0, before.size()));
		assertEquals(1 + 5, after.size());
		assertTrue(ResultTable.read(output.resolve("profile.csv")).stream().allMatch(row -> row.get("images").equals("2")));
	}

	@Test
	void tableOfFilesAndClassesGivesTheSameAsFolders() throws IOException {
		run("folder=[" + images + "] " + MODEL + QUICK + "output=[" + output + "]");
		final byte[] byFolder = Files.readAllBytes(output.resolve("profile.csv"));
		final StringBuilder table = new StringBuilder("file,class\n");
		for (String name : List.of("responder", "resting"))
			for (int i = 1; i <= 2; i++)
				table.append(name + "/" + name + "_" + i + ".tif," + name + "\n");
		final Path file = Files.writeString(images.resolve("table.csv"), table);
		run("table=[" + file + "] " + MODEL + QUICK + "output=[" + folder.resolve("second") + "]");
		assertArrayEquals(byFolder, Files.readAllBytes(folder.resolve("second/profile.csv")));
	}

	/** A folder that is no class of the model is an error of its images, not of the run. */
	@Test
	void imageOfAClassThatTheModelDoesNotKnowIsReported() throws IOException {
		Files.move(images.resolve("resting"), images.resolve("mitotic"));
		run("folder=[" + images + "] " + MODEL + QUICK + "output=[" + output + "]");
		assertNull(IJ.getErrorMessage());
		assertEquals(2, Files.readAllLines(output.resolve("profile_images.csv")).stream().filter(row -> row.startsWith(
			"mitotic/") && row.contains("'mitotic'")).count());
		assertTrue(ResultTable.read(output.resolve("profile.csv")).stream().allMatch(row -> row.get("label").equals(
			"responder")));
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', value = { //
		"layer=/no/such; layer; /0/0.14/Relu_output_0", //
		"channels=65; 65; 64", //
		"shown=0; shown; at least 1", //
		"folder=[no/such]; no/such; does not exist", //
		"threshold=-1; threshold; above 0", //
		"target=parasitized; parasitized; responder" })
	void wrongValuesAreRefusedWithWhatIsLegal(String option, String named, String legal) throws IOException {
		final String key = option.substring(0, option.indexOf('='));
		final String rest = ("folder=[" + images + "] " + QUICK).replaceAll("\\b" + key + "=\\S+", "");
		run(rest + MODEL + option + " output=[" + output + "]");
		final String message = IJ.getErrorMessage();
		assertNotNull(message);
		assertTrue(message.contains(named) && message.contains(legal), message);
		assertTrue(!Files.exists(output) || files().isEmpty(), "nothing is written");
	}

	private static void run(String options) {
		Macro.setOptions(options);
		try {
			new CommandBridge().run(ClassProfileCommand.class.getName());
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
