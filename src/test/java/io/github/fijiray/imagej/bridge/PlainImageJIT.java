package io.github.fijiray.imagej.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Macros in plain ImageJ on the unpacked zip, with {@link EchoCommand} as one more menu item. */
class PlainImageJIT {

	private static final String ECHO = "run(\"Echo Inputs...\", \"%s\");\n";

	@TempDir
	Path folder;

	private PlainImageJ imagej;

	@BeforeEach
	void unpack() throws Exception {
		Path zip = Path.of(System.getProperty("fijiray.zip"));
		imagej = new PlainImageJ(folder, zip);
		imagej.addJar(Path.of(System.getProperty("fijiray.tests")));
		imagej.addMenu("Echo_.jar", "Plugins>FijiRay, \"Echo Inputs...\", " + CommandBridge.class.getName() + "(\"" +
			EchoCommand.class.getName() + "\")\n");
	}

	@Test
	void theMenuListsTheCommand() throws Exception {
		String output = imagej.runMacro(String.format(ECHO, "text=a") +
			"List.setCommands; print(List.get(\"Extremal Perturbation...\"));");
		assertEquals("a|0.5|80|paper|false||\n" + CommandBridge.class.getName() +
			"(\"io.github.fijiray.command.ExtremalPerturbationCommand\")", output.strip());
	}

	@Test
	void aCommandRunsAndItsImageIsTheMacrosNextImage() throws Exception {
		String output = imagej.runMacro("newImage(\"my cells\", \"8-bit\", 9, 9, 1);\n" + String.format(ECHO,
			"text=[two words] fraction=0.1 mode=fast") + "print(getTitle());");
		assertEquals("two words|0.1|80|fast|false||my cells\n".repeat(2), output);
	}

	@Test
	void theExtremalPerturbationIsTheMacrosNextImage() throws Exception {
		Path data = Path.of(System.getProperty("fijiray.sample-data"));
		String output = imagej.runMacro("open(\"" + data.resolve("images/responder_1.tif") + "\");\n" +
			"run(\"Extremal Perturbation...\", \"model=[" + data.resolve("models/sound.onnx") +
			"] mode=fast passes=4 areas=0.1\");\n" +
			"Stack.getDimensions(width, height, channels, slices, frames); print(getTitle() + \" \" + channels);");
		assertTrue(output.contains("class 1 'responder'"), output);
		assertTrue(output.strip().endsWith("responder_1_extremal 3"), output);
	}

	@Test
	void theSaliencyOfChannelsIsTheMacrosNextImage() throws Exception {
		assertEquals("responder_1_channels 3 1", nextImage("Channel Attribution...", "passes=4 channels=5"));
	}

	@Test
	void theInversionsAreTheMacrosNextImage() throws Exception {
		assertEquals("responder_1_inversion 2 3", nextImage("Feature Inversion...", "passes=2 kept=3,7"));
	}

	/** Runs a command on a sample image in a macro. @return title, channels and slices of the image after it */
	private String nextImage(String command, String options) throws Exception {
		Path data = Path.of(System.getProperty("fijiray.sample-data"));
		String output = imagej.runMacro("open(\"" + data.resolve("images/responder_1.tif") + "\");\n" + "run(\"" + command +
			"\", \"model=[" + data.resolve("models/sound.onnx") + "] " + options + "\");\n" +
			"Stack.getDimensions(width, height, channels, slices, frames); print(getTitle() + \" \" + channels + \" \" + slices);");
		assertTrue(output.contains("class 1 'responder'"), output);
		return output.strip().lines().reduce((first, last) -> last).orElseThrow();
	}

	@Test
	void aTrainingGraphIsSavedAndReported() throws Exception {
		Path graph = folder.resolve("graph.onnx");
		String output = imagej.runMacro("run(\"Training Graph...\", \"model=[" + Path.of(System.getProperty(
			"fijiray.sample-data")).resolve("models/sound.onnx") + "] rules=guided output=[" + graph + "]\");");
		assertTrue(output.contains("rules     guided") && output.contains("written   " + graph), output);
		assertTrue(Files.size(graph) > 0);
	}

	@Test
	void aStudyIsAudited() throws Exception {
		Path data = Path.of(System.getProperty("fijiray.sample-data"));
		Path output = folder.resolve("audit");
		imagej.runMacro("run(\"Audit Folder...\", \"table=[" + data.resolve("study.csv") + "] truth=[" + data.resolve(
			"truth") + "] model=[" + data.resolve("models/shortcut.onnx") + "] mode=fast passes=2 areas=0.1 output=[" + output +
			"]\");");
		assertEquals(13, Files.readAllLines(output.resolve("audit.csv")).size());
	}

	@Test
	void mapsAndTheirSanityCheckAreTheMacrosNextImages() throws Exception {
		Path data = Path.of(System.getProperty("fijiray.sample-data"));
		String options = "image=[" + data.resolve("images/responder_1.tif") + "] model=[" + data.resolve(
			"models/sound.onnx") + "] method=grad-cam,centre";
		String output = imagej.runMacro("run(\"Attribution Map...\", \"" + options + "\");\n" +
			"Stack.getDimensions(width, height, channels, slices, frames); print(getTitle() + \" \" + channels);\n" +
			"run(\"Sanity Check...\", \"" + options + " stages=2\");\nprint(getTitle() + \" \" + nSlices);");
		assertTrue(output.contains("responder_1_attribution 4\n"), output);
		assertTrue(output.strip().endsWith("responder_1_sanity 6"), output);
	}

	@Test
	void thePointingGameAndMonotonicityAreJudgedOnAFolder() throws Exception {
		Path data = Path.of(System.getProperty("fijiray.sample-data"));
		String options = "folder=[" + data.resolve("counterexamples") + "] target=responder model=[" + data.resolve(
			"models/sound.onnx") + "] ";
		Path pointing = folder.resolve("pointing"), monotonicity = folder.resolve("monotonicity");
		String output = imagej.runMacro("run(\"Pointing Game...\", \"" + options + "truth=[" + data.resolve("truth") +
			"] method=grad-cam,centre output=[" + pointing + "]\");\nrun(\"Monotonicity...\", \"" + options +
			"mode=fast passes=2 areas=0.1,0.2 output=[" + monotonicity + "]\");");
		assertEquals(9, Files.readAllLines(pointing.resolve("pointing.csv")).size(), output);
		assertEquals(3, Files.readAllLines(pointing.resolve("pointing_methods.csv")).size(), output);
		assertTrue(Files.readString(monotonicity.resolve("monotonicity.txt")).contains("of 4 images"), output);
	}

	@Test
	void cellsOfAFieldAreCutIntoPairs() throws Exception {
		ByteProcessor first = new ByteProcessor(12, 10), second = new ByteProcessor(12, 10), labels = new ByteProcessor(12, 10);
		for (int y = 0; y < 10; y++)
			for (int x = 0; x < 12; x++) {
				first.set(x, y, 10 * x + y);
				second.set(x, y, 10 * y + x);
				boolean small = x >= 3 && x < 5 && y >= 2 && y < 5;
				labels.set(x, y, small ? 1 : x >= 6 && y >= 6 ? 3 : 0);
			}
		String arguments = "";
		for (ByteProcessor image : List.of(first, second, labels)) {
			Path file = folder.resolve("field" + arguments.length() + ".tif");
			IJ.saveAsTiff(new ImagePlus("", image), file.toString());
			arguments += file + "|";
		}
		Path cells = folder.resolve("cells");
		Path macro = Path.of(System.getProperty("fijiray.sample-data")).resolveSibling("macros/cell_pairs.ijm");
		String output = imagej.runMacro("runMacro(\"" + macro + "\", \"" + arguments + cells + "|4|8\");");
		assertTrue(output.contains("1 cells do not fit into 4 x 4 pixels"), output);
		assertEquals(List.of("file,label,x,y,width,height", "cell_0001.tif,1,3,2,2,3"), Files.readAllLines(cells.resolve(
			"cells.csv")));
		ImageProcessor pair = IJ.openImage(cells.resolve("cell_0001.tif").toString()).getProcessor();
		ImageProcessor truth = IJ.openImage(cells.resolve("truth/cell_0001.tif").toString()).getProcessor();
		assertEquals(16, pair.getWidth());
		assertEquals(8, pair.getHeight());
		for (int y = 0; y < 8; y++)
			for (int x = 0; x < 16; x++) {
				int fieldX = 2 + x % 8 / 2, fieldY = 2 + y / 2;
				boolean inside = labels.get(fieldX, fieldY) == 1;
				double value = (x < 8 ? first : second).get(fieldX, fieldY) / 44.0;
				assertEquals(inside ? value : 0, pair.getf(x, y), 1e-6, x + ", " + y);
				assertEquals(inside ? x < 8 ? 1 : 2 : 0, truth.get(x, y), x + ", " + y);
			}
	}

	@Test
	void aWrongValueEndsTheMacroWithOneMessage() throws Exception {
		String output = imagej.runMacro(String.format(ECHO, "fraction=abc") + "print(\"reached the next line\");");
		assertEquals(2, output.split("'abc'", -1).length, output);
		assertFalse(output.contains("reached the next line"), output);
	}

	@Test
	void whatTheDialogRecordsGivesTheSameAgain() throws Exception {
		assumeTrue(Stream.of(System.getenv("PATH").split(File.pathSeparator)).anyMatch(place -> Files.isExecutable(Path.of(
			place, "Xvfb"))), "no virtual display");
		String output = imagej.runDialog("Echo Inputs...", "two words", "0.25", "12", "/tmp/a model.onnx");
		assertTrue(output.contains("run(\"Echo Inputs...\", \"text=[two words] fraction=0.25 passes=12 mode=paper " +
			"flag=false file=[/tmp/a model.onnx]\");"), output);
		assertEquals(3, output.split("two words\\|0.25\\|12\\|paper\\|false\\|/tmp/a model.onnx\\|my cells", -1).length,
			output);
	}
}
