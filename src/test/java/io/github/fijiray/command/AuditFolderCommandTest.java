package io.github.fijiray.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.imagej.bridge.CommandBridge;
import io.github.fijiray.study.ResultTable;
import io.github.fijiray.study.RoiFile;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.Macro;
import ij.gui.Roi;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Audits of the sample data, as a macro in plain ImageJ runs them. */
class AuditFolderCommandTest {

	private static final Path DATA = Path.of("sample-data").toAbsolutePath();
	private static final String MODEL = "model=[" + DATA.resolve("models/sound.onnx") + "] ";
	private static final String QUICK = "mode=fast passes=4 areas=0.1,0.3 threshold=0.5 ";

	@TempDir
	private Path folder;
	private Path images;
	private Path output;
	private String threadName;

	@BeforeEach
	void actAsMacroThread() throws IOException {
		threadName = Thread.currentThread().getName();
		Thread.currentThread().setName("Run$_" + threadName);
		IJ.redirectErrorMessages();
		images = Files.createDirectory(folder.resolve("images"));
		output = folder.resolve("out");
	}

	@AfterEach
	void leaveMacroThread() {
		Macro.setOptions(null);
		IJ.redirectErrorMessages(false);
		Thread.currentThread().setName(threadName);
	}

	@Test
	void everyImageHasARowAndItsFiles() throws IOException {
		copy("responder_1", "responder");
		copy("resting_1", "resting");
		copy("resting_2", "unheard of");
		audit("truth=[" + DATA.resolve("truth") + "]");
		List<Map<String, String>> rows = rows();
		assertEquals(List.of("responder/responder_1.tif", "resting/resting_1.tif", "unheard of/resting_2.tif"), column(
			"image"));
		assertEquals(List.of("responder", "resting", "unheard of"), column("class"));
		assertEquals(List.of("responder", "resting", "resting"), column("prediction"));
		assertEquals(List.of("true", "true", ""), column("correct"));
		assertEquals(List.of("", "", ""), column("error"));
		for (Map<String, String> row : rows) {
			assertTrue(number(row, "mass_inside") >= 0 && number(row, "mass_inside") <= 1);
			assertTrue(number(row, "truth_area") > 0.01);
			assertTrue(number(row, "border_distance") <= 96);
			assertTrue(number(row, "kept_0.1") != number(row, "kept_0.3"));
			for (String file : List.of("evidence.tif", "masks.tif", "image.png", "overlay.png"))
				assertTrue(Files.size(output.resolve(row.get("folder")).resolve(file)) > 0);
		}
	}

	@Test
	void contourAndMaskLieWhereTheTableSays() throws IOException {
		copy("responder_1", "responder");
		audit("");
		Map<String, String> row = rows().get(0);
		Path files = output.resolve(row.get("folder"));
		ImagePlus evidence = IJ.openImage(files.resolve("evidence.tif").toString());
		assertEquals(192, evidence.getWidth());
		assertEquals(0.325, evidence.getCalibration().pixelWidth, 1e-6);
		double mass = 0, x = 0;
		for (int i = 0; i < 192 * 192; i++) {
			mass += evidence.getProcessor().get(i);
			x += evidence.getProcessor().get(i) * (i % 192 + 0.5);
		}
		assertEquals(number(row, "evidence_reached"), mass / 255 / 192 / 192, 0.01);
		assertEquals(number(row, "evidence_x"), x / mass, 0.5);
		Roi contour = RoiFile.read(files.resolve("evidence.roi")).get(0);
		for (int i = 0; i < 192 * 192; i++)
			if (contour.contains(i % 192, i / 192)) assertTrue(evidence.getProcessor().get(i) >= 127);
		assertEquals(0.325, number(row, "pixel_width"), 1e-9);
		assertEquals(evidence.getCalibration().getUnit(), row.get("pixel_unit"));
		ImagePlus masks = IJ.openImage(files.resolve("masks.tif").toString());
		assertEquals(2, masks.getStackSize());
		assertEquals(192 * 0.325, masks.getWidth() * masks.getCalibration().pixelWidth, 1e-3);
	}

	@Test
	void brokenImagesAreRowsWithTheirReasons() throws IOException {
		Files.createFile(images.resolve("a empty.tif"));
		Files.writeString(images.resolve("b text.tif"), "This is no image.");
		IJ.saveAsTiff(stack(3, 1, 64, 64), images.resolve("c channels.tif").toString());
		IJ.saveAsTiff(stack(2, 1, 1, 1), images.resolve("d pixel.tif").toString());
		byte[] whole = Files.readAllBytes(DATA.resolve("images/responder_1.tif"));
		Files.write(images.resolve("e cut.tif"), Arrays.copyOf(whole, 300));
		Files.write(images.resolve("f nonsense.png"), new byte[1000]);
		Files.copy(DATA.resolve("images/responder_1.tif"), images.resolve("g good.tif"));
		audit("");
		assertNull(IJ.getErrorMessage());
		List<String> errors = column("error");
		assertEquals(7, errors.size());
		for (int broken : new int[] { 0, 1, 2, 4, 5 })
			assertFalse(errors.get(broken).isEmpty(), column("image").get(broken));
		assertTrue(errors.get(2).contains("3") && errors.get(2).contains("2"), errors.get(2));
		assertTrue(errors.get(4).contains("cut off"), errors.get(4));
		assertEquals("", errors.get(6));
		assertFalse(errors.stream().anyMatch(error -> error.contains("unexpected")), errors.toString());
	}

	@Test
	void killedInTheMiddleItGoesOnToTheSameTable() throws Exception {
		for (int i = 1; i <= 4; i++)
			copy("responder_" + i, "responder");
		Path undisturbed = folder.resolve("undisturbed");
		audit("");
		byte[] expected = Files.readAllBytes(output.resolve("audit.csv"));
		Files.move(output, undisturbed);

		Process other = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", System
			.getProperty("java.class.path"), "-Djava.awt.headless=true", Child.class.getName(), options("")).redirectErrorStream(
				true).redirectOutput(folder.resolve("child.log").toFile()).start();
		Path table = output.resolve("audit.csv");
		while (other.isAlive() && !(Files.exists(table) && Files.readAllLines(table).size() >= 3))
			Thread.sleep(5);
		other.destroyForcibly().waitFor();
		int finished = ResultTable.read(table).size();
		assertTrue(finished >= 2 && finished < 4, finished + " rows; " + Files.readString(folder.resolve("child.log")));

		audit("");
		assertArrayEquals(expected, Files.readAllBytes(table));
		for (Map<String, String> row : rows())
			for (String file : List.of("evidence.tif", "masks.tif", "image.png", "overlay.png"))
				assertEquals(-1, Files.mismatch(undisturbed.resolve(row.get("folder")).resolve(file), output.resolve(row.get(
					"folder")).resolve(file)));
	}

	/** An audit in a process of its own, to be killed. */
	static final class Child {

		public static void main(String[] arguments) {
			Macro.setOptions(arguments[0]);
			Thread.currentThread().setName("Run$_child");
			new CommandBridge().run(AuditFolderCommand.class.getName());
			System.exit(0);
		}
	}

	@Test
	void furtherAreasSharpenTheSmallestSufficientOneAndAddNoColumns() throws IOException {
		copy("responder_1", "responder");
		audit("refine=true");
		assertEquals("", rows().get(0).get("error"));
		assertTrue(number(rows().get(0), "optimal_area") < 0.3);
		assertFalse(List.of("0.1", "0.3").contains(rows().get(0).get("optimal_area")));
		assertEquals(List.of("kept_0.1", "kept_0.3"), rows().get(0).keySet().stream().filter(column -> column.startsWith(
			"kept_")).toList());
		audit("");
		assertTrue(IJ.getErrorMessage().contains("refine: true there, nothing now"), IJ.getErrorMessage());
	}

	@Test
	void changedSettingsAreRefused() throws IOException {
		copy("responder_1", "responder");
		audit("");
		byte[] before = Files.readAllBytes(output.resolve("audit.csv"));
		audit("seed=5");
		assertTrue(IJ.getErrorMessage().contains("seed: 0 there, 5 now"), IJ.getErrorMessage());
		assertArrayEquals(before, Files.readAllBytes(output.resolve("audit.csv")));
	}

	@Test
	void mergedShardsAreTheWholeAudit() throws IOException {
		for (int i = 1; i <= 3; i++)
			copy("resting_" + i, "resting");
		audit("");
		byte[] whole = Files.readAllBytes(output.resolve("audit.csv"));
		Files.move(output, folder.resolve("whole"));
		audit("shard=1/2");
		audit("shard=merge");
		assertTrue(IJ.getErrorMessage().contains("1 of 3 rows are missing"), IJ.getErrorMessage());
		assertFalse(Files.exists(output.resolve("audit.csv")));
		IJ.redirectErrorMessages();
		audit("shard=2/2");
		audit("shard=merge");
		assertArrayEquals(whole, Files.readAllBytes(output.resolve("audit.csv")));
	}

	@Test
	void aShardOfSeveralImagesOpensItsOwnOnly() throws IOException {
		IJ.saveAsTiff(stack(2, 3, 48, 40), images.resolve("a.tif").toString());
		Path table = Files.writeString(folder.resolve("study.csv"), "file\na.tif\nb.tif\n");
		String planes = "unit=plane table=[" + table + "] ";
		// The second image has not come yet.
		audit(planes + "shard=1/2");
		Files.copy(images.resolve("a.tif"), images.resolve("b.tif"));
		audit(planes + "shard=2/2");
		audit(planes + "shard=merge");
		assertNull(IJ.getErrorMessage());
		assertEquals(List.of("a.tif#z1 t1", "a.tif#z2 t1", "a.tif#z3 t1", "b.tif#z1 t1", "b.tif#z2 t1",
			"b.tif#z3 t1"), column("image"));
		assertEquals(List.of("", "", "", "", "", ""), column("error"));
	}

	@Test
	void shardsOfOneImageTakeSomeOfItsParts() throws IOException {
		IJ.saveAsTiff(stack(2, 3, 48, 40), images.resolve("a.tif").toString());
		audit("unit=plane");
		byte[] whole = Files.readAllBytes(output.resolve("audit.csv"));
		Files.move(output, folder.resolve("whole"));
		for (int i = 1; i <= 2; i++)
			audit("unit=plane shard=" + i + "/2");
		assertEquals(2, ResultTable.read(output.resolve("audit-1of2.csv")).size());
		assertEquals(1, ResultTable.read(output.resolve("audit-2of2.csv")).size());
		audit("unit=plane shard=merge");
		assertArrayEquals(whole, Files.readAllBytes(output.resolve("audit.csv")));
	}

	@Test
	void theOnlyShardIsTheWholeAudit() throws IOException {
		copy("resting_1", "resting");
		audit("shard=1/1");
		byte[] whole = Files.readAllBytes(output.resolve("audit.csv"));
		audit("shard=merge");
		assertNull(IJ.getErrorMessage());
		assertArrayEquals(whole, Files.readAllBytes(output.resolve("audit.csv")));
	}

	@Test
	void everyObjectIsClassifiedOnItsOwn() throws IOException {
		Files.copy(DATA.resolve("images/resting_1.tif"), images.resolve("field.tif"));
		Path truth = Files.createDirectory(folder.resolve("truth"));
		ShortProcessor labels = new ShortProcessor(192, 192);
		fill(labels, 10, 20, 60, 50, 7);
		fill(labels, 140, 130, 52, 62, 9);
		IJ.saveAsTiff(new ImagePlus("", labels), truth.resolve("field.tif").toString());
		audit("unit=object margin=5 truth=[" + truth + "]");
		assertEquals(List.of("field.tif#1", "field.tif#2"), column("image"));
		assertEquals(List.of("5", "135"), column("x"));
		assertEquals(List.of("15", "125"), column("y"));
		assertEquals(List.of("70", "57"), column("width"));
		assertEquals(60 * 50 / (70.0 * 60), number(rows().get(0), "truth_area"), 1e-6);
		for (Map<String, String> row : rows()) {
			assertTrue(number(row, "evidence_x") > number(row, "x") && number(row, "evidence_x") < number(row, "x") + number(
				row, "width"));
			ImagePlus evidence = IJ.openImage(output.resolve(row.get("folder")).resolve("evidence.tif").toString());
			assertEquals(-number(row, "x"), evidence.getCalibration().xOrigin, 1e-6);
		}
		ImagePlus all = IJ.openImage(output.resolve("images/field.tif/evidence.tif").toString());
		ImagePlus second = IJ.openImage(output.resolve("images/field.tif#2/evidence.tif").toString());
		assertEquals(192, all.getWidth());
		assertEquals(0, all.getProcessor().get(100, 100));
		assertEquals(second.getProcessor().get(30, 40), all.getProcessor().get(135 + 30, 125 + 40));
		assertEquals(0, all.getCalibration().xOrigin, 1e-6);
		assertEquals(0.325, all.getCalibration().pixelWidth, 1e-6);
	}

	@Test
	void everyPlaneOfAStackIsClassified() throws IOException {
		IJ.saveAsTiff(stack(2, 3, 48, 40), images.resolve("stack.tif").toString());
		audit("unit=plane");
		assertEquals(List.of("stack.tif#z1 t1", "stack.tif#z2 t1", "stack.tif#z3 t1"), column("image"));
		assertEquals(List.of("1", "2", "3"), column("slice"));
		assertEquals(3, column("score").stream().distinct().count());
		ImagePlus evidence = IJ.openImage(output.resolve("images/stack.tif/evidence.tif").toString());
		assertEquals(3, evidence.getNSlices());
		for (int slice = 1; slice <= 3; slice++)
			assertArrayEquals((byte[]) IJ.openImage(output.resolve(rows().get(slice - 1).get("folder")).resolve("evidence.tif")
				.toString()).getProcessor().getPixels(), (byte[]) evidence.getStack().getPixels(slice));
	}

	/** The eleventh plane starts anew; those between start from the one before, be it from this run or an earlier one. */
	@Test
	void warmPlanesAreTheSameWhereverARunOrAShardBegins() throws IOException {
		IJ.saveAsTiff(movie(12), images.resolve("movie.tif").toString());
		audit("unit=plane");
		List<String> anew = column("kept_0.3");
		Files.move(output, folder.resolve("anew"));
		audit("unit=plane warm=true");
		for (int plane = 1; plane <= 12; plane++)
			assertEquals(plane % 10 == 1, anew.get(plane - 1).equals(column("kept_0.3").get(plane - 1)), "plane " + plane);
		Path table = output.resolve("audit.csv");
		byte[] undisturbed = Files.readAllBytes(table);
		Files.write(table, Files.readAllLines(table).subList(0, 5));
		audit("unit=plane warm=true");
		assertArrayEquals(undisturbed, Files.readAllBytes(table));
		Files.move(output, folder.resolve("whole"));
		for (String shard : List.of("1/3", "2/3", "3/3", "merge"))
			audit("unit=plane warm=true shard=" + shard);
		assertEquals(10, ResultTable.read(output.resolve("audit-1of3.csv")).size());
		assertArrayEquals(undisturbed, Files.readAllBytes(table));
	}

	@Test
	void tilesCoverTheWholeImage() throws IOException {
		Files.copy(DATA.resolve("images/resting_1.tif"), images.resolve("field.tif"));
		audit("unit=tile tile=100");
		assertEquals(List.of("0", "92", "0", "92"), column("x"));
		assertEquals(List.of("0", "0", "92", "92"), column("y"));
		assertEquals(List.of("100", "100", "100", "100"), column("width"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', value = { "unit=cell; unit; object", "warm=true; warm; plane", "shard=3/2; shard; i/n", "target=cat; cat; responder",
		"truth=[no/such]; no/such; does not exist", "table=[no/such.csv]; no/such.csv; does not exist" })
	void wrongValuesAreRefusedWithWhatIsLegal(String option, String named, String legal) throws IOException {
		copy("responder_1", "responder");
		audit(option);
		String message = IJ.getErrorMessage();
		assertNotNull(message);
		assertTrue(message.contains(named) && message.contains(legal), message);
		assertFalse(Files.exists(output));
	}

	private void audit(String more) {
		Macro.setOptions(options(more));
		try {
			new CommandBridge().run(AuditFolderCommand.class.getName());
		}
		catch (RuntimeException e) {
			assertEquals(Macro.MACRO_CANCELED, e.getMessage());
		}
	}

	private String options(String more) {
		return "folder=[" + images + "] output=[" + output + "] " + MODEL + QUICK + more;
	}

	private void copy(String name, String className) throws IOException {
		Path target = Files.createDirectories(images.resolve(className)).resolve(name + ".tif");
		Files.copy(DATA.resolve("images").resolve(name + ".tif"), target);
	}

	private List<Map<String, String>> rows() throws IOException {
		return ResultTable.read(output.resolve("audit.csv"));
	}

	private List<String> column(String name) throws IOException {
		return rows().stream().map(row -> row.get(name)).toList();
	}

	private static double number(Map<String, String> row, String column) {
		return Double.parseDouble(row.get(column));
	}

	private static ImagePlus stack(int channels, int slices, int width, int height) {
		ImageStack stack = new ImageStack(width, height);
		for (int plane = 0; plane < channels * slices; plane++) {
			ShortProcessor processor = new ShortProcessor(width, height);
			for (int i = 0; i < width * height; i++)
				processor.set(i, (i * 37 + plane * plane * 1009) % (3000 + 500 * plane));
			stack.addSlice(processor);
		}
		ImagePlus image = new ImagePlus("stack", stack);
		image.setDimensions(channels, slices, 1);
		image.setOpenAsHyperStack(true);
		return image;
	}

	/** A cell that moves by a pixel from frame to frame. */
	private static ImagePlus movie(int frames) {
		ImagePlus cell = IJ.openImage(DATA.resolve("images/responder_1.tif").toString());
		ImageStack stack = new ImageStack(cell.getWidth(), cell.getHeight());
		for (int frame = 0; frame < frames; frame++)
			for (int channel = 1; channel <= cell.getNChannels(); channel++) {
				ImageProcessor plane = cell.getStack().getProcessor(channel).duplicate();
				plane.translate(frame, 0);
				stack.addSlice(plane);
			}
		ImagePlus movie = new ImagePlus("movie", stack);
		movie.setDimensions(cell.getNChannels(), 1, frames);
		movie.setOpenAsHyperStack(true);
		return movie;
	}

	private static void fill(ShortProcessor labels, int x, int y, int width, int height, int value) {
		for (int i = x; i < x + width; i++)
			for (int j = y; j < y + height; j++)
				labels.set(i, j, value);
	}
}
