package io.github.fijiray.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.OvalRoi;
import ij.gui.PointRoi;
import ij.gui.Roi;
import ij.io.RoiEncoder;
import ij.process.ByteProcessor;
import ij.process.ShortProcessor;

import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TruthFilesTest {

	@TempDir
	private Path folder;
	private Path truth;
	private StudyImage image;

	@BeforeEach
	void makeFolders() throws IOException {
		truth = Files.createDirectories(folder.resolve("truth/sick")).getParent();
		Path images = Files.createDirectories(folder.resolve("images/sick"));
		image = new StudyImage("sick/a.b.tif", images.resolve("a.b.tif"), Optional.of("sick"));
	}

	@Test
	void roiBesideTheImageIsItsTruth() throws IOException {
		save(new Roi(1, 2, 3, 1), folder.resolve("images/sick/a.b.roi"));
		save(new Roi(0, 0, 1, 1), folder.resolve("images/sick/a.roi"));
		Truth found = TruthFiles.besideImages().of(image, 6, 4).orElseThrow();
		assertArrayEquals(mask("......", "......", ".xxx..", "......"), found.mask());
	}

	@Test
	void zipHoldsManyObjectsAndWhatIsOutsideIsCutOff() throws IOException {
		Roi beyond = new Roi(4, -1, 10, 2);
		beyond.setName("beyond");
		zip(truth.resolve("sick/a.b.zip"), new Roi(0, 0, 2, 2), beyond, new PointRoi(3, 3), new Roi(40, 40, 2, 2));
		Truth found = TruthFiles.in(truth).of(image, 6, 4).orElseThrow();
		assertEquals(2, found.objects().size());
		assertEquals(new Rectangle(4, 0, 2, 1), found.objects().get(1).bounds());
		assertArrayEquals(mask("xx..xx", "xx....", "......", "......"), found.mask());
	}

	@Test
	void ovalsKeepTheirShape() throws IOException {
		Roi oval = new OvalRoi(-4, 1, 8, 8);
		save(oval, truth.resolve("a.b.roi"));
		boolean[] found = TruthFiles.in(truth).of(image, 12, 12).orElseThrow().mask();
		for (int i = 0; i < found.length; i++)
			assertEquals(oval.contains(i % 12, i / 12), found[i], i % 12 + ", " + i / 12);
	}

	@Test
	void everyValueOfALabelImageIsAnObject() throws IOException {
		ShortProcessor labels = new ShortProcessor(4, 3);
		labels.set(0, 0, 700);
		labels.set(3, 2, 2);
		labels.set(2, 1, 2);
		IJ.saveAsTiff(new ImagePlus("", labels), truth.resolve("a.b.tif").toString());
		Truth found = TruthFiles.in(truth).of(image, 4, 3).orElseThrow();
		assertEquals(List.of("2", "700"), found.objects().stream().map(TruthObject::name).toList());
		assertEquals(new Rectangle(2, 1, 2, 2), found.objects().get(0).bounds());
		assertArrayEquals(new boolean[] { true, false, false, true }, found.objects().get(0).inside());
		assertArrayEquals(mask("x...", "..x.", "...x"), found.mask());
	}

	@Test
	void maskOfARegionIsThatPartOfTheWhole() {
		Truth all = new Truth(6, 4, List.of(new TruthObject("1", new Rectangle(1, 1, 4, 2), mask("x..x", "xx.."))));
		assertArrayEquals(mask("......", ".x..x.", ".xx...", "......"), all.mask());
		assertArrayEquals(mask(".x", "..", ".."), all.mask(new Rectangle(3, 1, 2, 3)));
		assertArrayEquals(mask("xx.", "..."), all.objects().get(0).mask(new Rectangle(1, 2, 3, 2)));
	}

	@Test
	void sameSubFolderGoesBeforeTheRoot() throws IOException {
		save(new Roi(0, 0, 1, 1), truth.resolve("a.b.roi"));
		save(new Roi(1, 1, 1, 1), truth.resolve("sick/a.b.roi"));
		assertEquals(Optional.of(truth.resolve("sick/a.b.roi")), TruthFiles.in(truth).file(image));
	}

	@Test
	void noFileIsNoTruth() throws IOException {
		assertEquals(Optional.empty(), TruthFiles.besideImages().of(image, 6, 4));
		assertEquals(Optional.empty(), TruthFiles.in(truth).of(image, 6, 4));
		assertThrows(IOException.class, () -> TruthFiles.in(folder.resolve("none")));
	}

	@Test
	void labelImageOfAnotherSizeIsRefusedWithBothSizes() throws IOException {
		ByteProcessor labels = new ByteProcessor(5, 3);
		labels.set(0, 0, 255);
		IJ.saveAsTiff(new ImagePlus("", labels), truth.resolve("a.b.tif").toString());
		String message = assertThrows(IllegalArgumentException.class, () -> TruthFiles.in(truth).of(image, 6, 4))
			.getMessage();
		assertTrue(message.contains("5 × 3") && message.contains("6 × 4"), message);
	}

	@Test
	void brokenRoiFilesAreRefusedByName() throws IOException {
		for (byte[] bytes : List.of(new byte[0], "nonsense".getBytes(), new byte[500])) {
			Files.write(truth.resolve("a.b.roi"), bytes);
			String message = assertThrows(IOException.class, () -> TruthFiles.in(truth).of(image, 6, 4)).getMessage();
			assertTrue(message.contains("a.b.roi"), message);
		}
	}

	private static void save(Roi roi, Path file) throws IOException {
		Files.write(file, RoiEncoder.saveAsByteArray(roi));
	}

	private static void zip(Path file, Roi... rois) throws IOException {
		try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
			for (int i = 0; i < rois.length; i++) {
				zip.putNextEntry(new ZipEntry(i + ".roi"));
				zip.write(RoiEncoder.saveAsByteArray(rois[i]));
			}
		}
	}

	private static boolean[] mask(String... rows) {
		String all = String.join("", rows);
		boolean[] mask = new boolean[all.length()];
		for (int i = 0; i < mask.length; i++)
			mask[i] = all.charAt(i) == 'x';
		return mask;
	}
}
