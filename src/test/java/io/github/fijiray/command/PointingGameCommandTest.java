package io.github.fijiray.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.imagej.bridge.CommandBridge;
import io.github.fijiray.study.ResultTable;

import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.process.ByteProcessor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pointing games and studies of monotonicity on the sample data, as a macro in plain ImageJ runs them. */
class PointingGameCommandTest {

	private static final Path DATA = Path.of("sample-data").toAbsolutePath();
	private static final String MODEL = "model=[" + DATA.resolve("models/sound.onnx") + "] ";

	@TempDir
	private Path folder;
	private Path images;
	private Path truth;
	private Path output;
	private String threadName;

	@BeforeEach
	void actAsMacroThread() throws IOException {
		threadName = Thread.currentThread().getName();
		Thread.currentThread().setName("Run$_" + threadName);
		IJ.redirectErrorMessages();
		images = Files.createDirectories(folder.resolve("images/responder")).getParent();
		truth = Files.createDirectory(folder.resolve("truth"));
		output = folder.resolve("out");
		for (String name : List.of("responder_01.tif", "responder_02.tif")) {
			Files.copy(DATA.resolve("evaluation/images").resolve(name), images.resolve("responder").resolve(name));
			Files.copy(DATA.resolve("evaluation/truth").resolve(name), truth.resolve(name));
		}
	}

	@AfterEach
	void leaveMacroThread() {
		Macro.setOptions(null);
		IJ.redirectErrorMessages(false);
		Thread.currentThread().setName(threadName);
	}

	@Test
	void everyMapHasARowAndEveryMethodAnAccuracy() throws IOException {
		play("method=grad-cam,centre tolerance=3");
		assertNull(IJ.getErrorMessage());
		assertEquals(List.of("grad-cam", "centre", "grad-cam", "centre"), column("pointing", "method"));
		assertEquals(List.of("1.0", "0.0", "1.0", "0.0"), column("pointing", "pointing_hit"));
		assertEquals(List.of("responder", "responder", "responder", "responder"), column("pointing", "class"));
		assertEquals(List.of("1.0", "0.0"), column("pointing_methods", "accuracy_all"));
		assertEquals(List.of("2", "2"), column("pointing_classes", "images"));
	}

	@Test
	void theToleranceDecides() throws IOException {
		play("method=centre tolerance=48");
		assertEquals(List.of("1.0"), column("pointing_methods", "accuracy_all"));
	}

	@Test
	void aRunThatWasEndedGoesOn() throws IOException {
		play("method=grad-cam,centre");
		Path table = output.resolve("pointing.csv");
		byte[] whole = Files.readAllBytes(table);
		List<String> lines = Files.readAllLines(table);
		Files.writeString(table, String.join("\n", lines.subList(0, 3)) + "\n" + lines.get(3).substring(0, 9));
		play("method=grad-cam,centre");
		assertArrayEquals(whole, Files.readAllBytes(table));
		play("method=grad-cam,centre tolerance=4");
		assertTrue(IJ.getErrorMessage().contains("tolerance: 15.0 there, 4.0 now"), IJ.getErrorMessage());
	}

	@Test
	void otherImagesDoNotContinueARun() throws IOException {
		play("method=centre");
		images = Files.move(images, folder.resolve("others"));
		play("method=centre");
		assertTrue(IJ.getErrorMessage().contains("folder: "), IJ.getErrorMessage());
	}

	@Test
	void emptyTruthIsARowWithItsReason() throws IOException {
		IJ.saveAsTiff(new ImagePlus("", new ByteProcessor(96, 96)), truth.resolve("responder_01.tif").toString());
		play("method=centre");
		assertTrue(column("pointing", "error").get(0).contains("no object"), column("pointing", "error").toString());
		assertEquals(List.of("1"), column("pointing_methods", "failed"));
		assertEquals(List.of("1"), column("pointing_methods", "images_all"));
	}

	@Test
	void imagesWithoutTruthAreLeftOutUntilTheyHaveOne() throws IOException {
		Path later = Files.move(truth.resolve("responder_01.tif"), folder.resolve("responder_01.tif"));
		play("method=centre");
		assertNull(IJ.getErrorMessage());
		assertEquals(List.of("responder/responder_02.tif"), column("pointing", "file"));
		Files.move(later, truth.resolve("responder_01.tif"));
		play("method=centre");
		assertEquals(List.of("responder/responder_02.tif", "responder/responder_01.tif"), column("pointing", "file"));
	}

	@Test
	void withoutAnyTruthNothingIsPlayed() throws IOException {
		for (String name : List.of("responder_01.tif", "responder_02.tif"))
			Files.delete(truth.resolve(name));
		play("method=centre");
		assertTrue(IJ.getErrorMessage().contains(truth.toString()), IJ.getErrorMessage());
		assertFalse(Files.exists(output));
	}

	@Test
	void vocIsPlayedWithTheClassesThatTheModelHas() throws IOException {
		Path voc = Files.createDirectories(folder.resolve("VOC/JPEGImages")).getParent();
		Path names = Files.writeString(folder.resolve("names.txt"), "cat\ndog\n");
		// ImageJ looks at the content of a file: this picture may be a TIFF.
		Files.copy(DATA.resolve("evaluation/images/responder_01.tif"), voc.resolve("JPEGImages/a.jpg"));
		Files.writeString(Files.createDirectory(voc.resolve("Annotations")).resolve("a.xml"), "<annotation>" + object("cat",
			1, 1, 20, 20) + object("sheep", 30, 30, 90, 90) + object("dog", 1, 1, 96, 96) + "</annotation>");
		run(PointingGameCommand.class, "data=voc folder=[" + voc + "] labels=[" + names + "] method=centre " + MODEL);
		assertNull(IJ.getErrorMessage());
		assertEquals(List.of("cat", "dog"), column("pointing", "class"));
		assertEquals(List.of("true", "false"), column("pointing", "difficult"));
		assertEquals(List.of("0.5"), column("pointing_methods", "accuracy_all"));
		assertEquals(List.of("0.0"), column("pointing_methods", "accuracy_difficult"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', value = { "method=best; best; grad-cam", "target=cat; cat; resting", "tolerance=-1; -1; from 0",
		"data=imagenet; imagenet; voc", "data=coco; annotations; instances", "data=voc; Annotations; VOC2007",
		"options=rise.masks=9; rise; centre", "layer=none; none; Relu_output_0" })
	void wrongValuesAreRefusedWithWhatIsLegal(String option, String named, String legal) throws IOException {
		play(option + (option.startsWith("method") ? "" : " method=centre"));
		String message = IJ.getErrorMessage();
		assertNotNull(message);
		assertTrue(message.contains(named) && message.contains(legal), message);
		assertFalse(Files.exists(output));
	}

	@Test
	void monotonicityIsARowPerImageAndAShare() throws IOException {
		run(MonotonicityCommand.class, "folder=[" + images + "] areas=0.05,0.1,0.2,0.4 mode=fast passes=8 " + MODEL);
		assertNull(IJ.getErrorMessage());
		for (Map<String, String> row : ResultTable.read(output.resolve("monotonicity.csv"))) {
			float previous = Float.NEGATIVE_INFINITY;
			boolean falls = false;
			for (String area : List.of("0.05", "0.1", "0.2", "0.4")) {
				float score = Float.parseFloat(row.get("kept_" + area));
				falls |= previous < Float.parseFloat(row.get("score_image")) && score < previous;
				previous = score;
			}
			assertEquals(String.valueOf(!falls), row.get("monotone"));
			assertEquals(falls, !row.get("falls").isEmpty());
		}
		long monotone = column("monotonicity", "monotone").stream().filter("true"::equals).count();
		assertTrue(Files.readString(output.resolve("monotonicity.txt")).contains(monotone + " of 2 images"));
		assertEquals(2 - monotone, ResultTable.read(output.resolve("monotonicity_violations.csv")).size());
		byte[] before = Files.readAllBytes(output.resolve("monotonicity.csv"));
		run(MonotonicityCommand.class, "folder=[" + images + "] areas=0.05,0.1,0.2,0.4 mode=fast passes=8 " + MODEL);
		assertArrayEquals(before, Files.readAllBytes(output.resolve("monotonicity.csv")));
	}

	@Test
	void oneAreaCannotBeCompared() throws IOException {
		run(MonotonicityCommand.class, "folder=[" + images + "] areas=0.1 " + MODEL);
		assertTrue(IJ.getErrorMessage().contains("two areas"), IJ.getErrorMessage());
	}

	private void play(String more) {
		String truths = more.contains("data=") ? "" : "truth=[" + truth + "] ";
		run(PointingGameCommand.class, "folder=[" + images + "] " + truths + MODEL + more);
	}

	private void run(Class<?> command, String options) {
		Macro.setOptions(options + " output=[" + output + "]");
		try {
			new CommandBridge().run(command.getName());
		}
		catch (RuntimeException e) {
			assertEquals(Macro.MACRO_CANCELED, e.getMessage());
		}
	}

	private List<String> column(String table, String name) throws IOException {
		return ResultTable.read(output.resolve(table + ".csv")).stream().map(row -> row.get(name)).toList();
	}

	private static String object(String name, int left, int top, int right, int bottom) {
		return "<object><name>" + name + "</name><bndbox><xmin>" + left + "</xmin><ymin>" + top + "</ymin><xmax>" + right +
			"</xmax><ymax>" + bottom + "</ymax></bndbox></object>";
	}
}
