package io.github.fijiray.imagej;

import io.github.fijiray.imagej.extremal.ExtremalFigure;
import io.github.fijiray.imagej.extremal.ExtremalImage;
import io.github.fijiray.imagej.extremal.ExtremalReport;
import io.github.fijiray.imagej.extremal.ExtremalTable;
import io.github.fijiray.imagej.extremal.SyntheticReport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.measure.ResultsTable;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {

	private static final int GAP = 16;
	private static final int TILE = 384;

	private final ExtremalReport report = SyntheticReport.of(SyntheticReport.cells(), 0.05, 0.1);

	@TempDir
	Path folder;

	@Test
	void imagePictureAndTableAreWrittenAndNothingElse() throws IOException {
		Path made = folder.resolve("new folder");
		ImagePlus image = ExtremalImage.of(report);
		OutputFolder.of(made.toString(), ExtremalTable.KIND).save(report, image);
		try (Stream<Path> files = Files.list(made)) {
			assertEquals(List.of("extremal.csv", "two cells_extremal.png", "two cells_extremal.tif"), files.map(file -> file
				.getFileName().toString()).sorted().toList());
		}
		assertEquals("two cells_extremal", image.getTitle());
		ImagePlus read = IJ.openImage(made.resolve("two cells_extremal.tif").toString());
		assertEquals(4, read.getNChannels());
		assertEquals("µm", read.getCalibration().getUnit());
		assertEquals("mask a=0.05 score=8.22", read.getStack().getSliceLabel(3));
		assertEquals(2, read.getOverlay().size());
		assertTrue(read.getInfoProperty().contains("label: parasitized"));
	}

	@Test
	void othersMayReadTheResultsIfTheyMayReadNewFiles() throws IOException {
		assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
		Path plain = Files.createFile(folder.resolve("plain"));
		for (Path result : OutputFolder.of(folder.toString(), ExtremalTable.KIND).save(report, ExtremalImage.of(report)))
			assertEquals(Files.getPosixFilePermissions(plain), Files.getPosixFilePermissions(result), result.toString());
	}

	@Test
	void aSecondRunAddsRowsUnderOneHeader() throws IOException {
		OutputFolder output = OutputFolder.of(folder.toString(), ExtremalTable.KIND);
		output.save(report, ExtremalImage.of(report));
		output.save(report, ExtremalImage.of(report));
		List<String> lines = Files.readAllLines(folder.resolve("extremal.csv"));
		assertEquals(5, lines.size());
		assertTrue(lines.get(0).startsWith(
			"image,model,model_sha256,target,label,game,perturbation,area,area_reached,score_kept,score_removed," +
				"score_image,score_perturbed,threshold,optimal_area,passes,seed,provider,version"));
		assertTrue(lines.get(1).startsWith("two cells.tif,sound.onnx,0123456789abcdef0123456789abcdef,1,parasitized," +
			"preservation,blur,0.05,0.05308513,"), lines.get(1));
		assertTrue(lines.get(1).contains(",\"0-1 scaling, stretched to 44 x 44\","), lines.get(1));
	}

	@Test
	void aTableWithOtherColumnsIsRefusedBeforehandAndLeftAlone() throws IOException {
		Path table = Files.writeString(folder.resolve("extremal.csv"), "a,b\n1,2\n");
		IOException error = assertThrows(IOException.class, () -> OutputFolder.of(folder.toString(), ExtremalTable.KIND));
		assertTrue(error.getMessage().contains(table.toString()), error.getMessage());
		assertEquals("a,b\n1,2\n", Files.readString(table));
	}

	@Test
	void aFolderIsMadeOnlyForResults() throws IOException {
		Path made = folder.resolve("a/b");
		OutputFolder output = OutputFolder.of(made.toString(), ExtremalTable.KIND);
		assertFalse(Files.exists(folder.resolve("a")));
		output.save(report, ExtremalImage.of(report));
		assertTrue(Files.exists(made.resolve("extremal.csv")));
	}

	@Test
	void aFolderThatCannotBeIsRefused() throws IOException {
		Path file = Files.createFile(folder.resolve("file"));
		assertTrue(assertThrows(IOException.class, () -> OutputFolder.of(file.toString(), ExtremalTable.KIND)).getMessage().contains(file
			.toString()));
		assertThrows(IOException.class, () -> OutputFolder.of(file.resolve("below").toString(), ExtremalTable.KIND));
	}

	@Test
	void aFolderWithoutTheRightToWriteIsRefused() {
		assumeTrue(folder.toFile().setWritable(false) && !Files.isWritable(folder));
		try {
			assertTrue(assertThrows(IOException.class, () -> OutputFolder.of(folder.toString(), ExtremalTable.KIND)).getMessage().contains(
				"cannot be written to"));
		}
		finally {
			folder.toFile().setWritable(true);
		}
	}

	@Test
	void thePictureHighlightsTheOptimalAreaAlone() throws IOException {
		BufferedImage picture = ExtremalFigure.of(report);
		assertTrue(picture.getWidth() >= 1200 && picture.getWidth() <= 1800);
		int highlight = new Color(0x2a9d4b).getRGB();
		assertEquals(highlight, picture.getRGB(GAP + 2 * (TILE + GAP) - 3, 92 + TILE / 2));
		assertTrue(highlight != picture.getRGB(GAP + TILE + GAP - 3, 92 + TILE / 2));
		assertTrue(ImageIO.write(picture, "png", folder.resolve("figure.png").toFile()));
	}

	@Test
	void theResultsTableHasARowPerArea() {
		ResultsTable table = new ResultsTable();
		report.rows().addTo(table);
		assertEquals(2, table.size());
		assertEquals(0.1, table.getValue("area", 1));
		assertEquals("parasitized", table.getStringValue("label", 0));
		assertEquals(0.1, table.getValue("optimal_area", 0));
	}
}
