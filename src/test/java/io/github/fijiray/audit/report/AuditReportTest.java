package io.github.fijiray.audit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.audit.AuditRow;
import io.github.fijiray.audit.AuditTable;

import ij.IJ;
import ij.ImagePlus;
import ij.process.ByteProcessor;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditReportTest {

	private static final String HOSTILE = "<script>alert('1')</script>\" onerror=\"x.tif";

	@TempDir
	private Path folder;
	private Path page;

	@BeforeEach
	void makePictures() throws IOException {
		page = folder.resolve("report.html");
		Path files = Files.createDirectories(folder.resolve("images/a b#1"));
		for (String name : List.of("image.png", "overlay.png"))
			ImageIO.write(new BufferedImage(300, 200, BufferedImage.TYPE_INT_RGB), "png", files.resolve(name).toFile());
		ByteProcessor mask = new ByteProcessor(20, 20);
		mask.set(5, 5, 255);
		IJ.saveAsTiff(new ImagePlus("", mask), files.resolve("evidence.tif").toString());
	}

	@Test
	void headlineSaysThatRightDecisionsRestOnTheWrongPlace() {
		Verdict verdict = Verdict.of(table(row("a", "sick", "sick", 0.05, false, 10), row("b", "sick", "sick", 0.1, false,
			10), row("c", "sick", "healthy", 0.9, false, 10), row("d", "healthy", "healthy", 0.2, true, 10)));
		assertEquals("3 of 4 decisions are right, but none of them rests on what should be seen: in 2 the evidence lies " +
			"outside the truth, 1 needs no evidence in the image.", verdict.headline());
		assertEquals("warning", verdict.tone());
		assertEquals(List.of(3, 1), verdict.bars().stream().map(Verdict.Bar::count).toList());
	}

	@Test
	void headlineOfASoundClassifierIsCalm() {
		Verdict verdict = Verdict.of(table(row("a", "sick", "sick", 0.9, false, 10), row("b", "sick", "sick", 0.8, false,
			10)));
		assertEquals("2 of 2 decisions are right: in all 2 that need evidence it lies in the truth.", verdict.headline());
		assertEquals("calm", verdict.tone());
	}

	@Test
	void namesAreEscaped() throws IOException {
		AuditReport.write(table(row(HOSTILE, HOSTILE, HOSTILE, 0.1, false, 10), failure(HOSTILE)), page);
		String text = Files.readString(page);
		assertFalse(text.contains("alert('1')"), "the name is not escaped");
		assertFalse(text.contains("\" onerror"), "the name leaves its attribute");
		assertTrue(text.contains("&lt;script&gt;alert("));
	}

	@Test
	void pageNeedsNothingFromOutside() throws IOException {
		AuditReport.write(table(row("a", "sick", "sick", 0.1, false, 10)), page);
		Matcher sources = Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(Files.readString(page));
		int count = 0;
		for (; sources.find(); count++)
			assertTrue(sources.group(1).matches("(?s)data:image/.*|#item-\\d+"), sources.group(1));
		assertTrue(count > 3);
		assertFalse(Files.readString(page).contains("://"));
	}

	@Test
	void totalsAreThoseOfTheTable() throws IOException {
		AuditReport.write(table(row("a", "sick", "sick", 0.4, false, 10), row("b", "sick", "healthy", 0.2, false, 10), row(
			"c", "healthy", "healthy", 0.9, true, 10), row("d", "healthy", "healthy", 0.9, true, 10), failure("e")), page);
		String text = Files.readString(page);
		assertTrue(text.contains("<b>5</b><span>images, 4 with a result"));
		assertTrue(text.contains("<b>75 %</b><span>of the decisions are right"));
		assertTrue(text.contains("<b>50 %</b><span>of the decisions need no evidence"));
		assertTrue(text.contains("<b>30 %</b><span>of the evidence lies in the truth; a mask without aim: 10 %"));
		assertEquals(4, text.split("<tr id=\"item-", -1).length - 1);
		assertTrue(text.contains("<td>e</td><td>it is broken</td>"));
	}

	@Test
	void manyImagesAreLinkedAndNotPutIn() throws IOException {
		AuditRow[] rows = new AuditRow[101];
		for (int i = 0; i < rows.length; i++)
			rows[i] = row("image " + i, "sick", "sick", 0.1, false, 10);
		AuditReport.write(table(rows), page);
		String text = Files.readString(page);
		assertTrue(text.contains("href=\"images/a%20b%231/overlay.png\""));
		assertTrue(Files.size(page) < 1_000_000, Files.size(page) + " bytes");
	}

	@Test
	void auditsOfNothingAndOfFailuresAloneHaveAPage() throws IOException {
		AuditReport.write(table(), page);
		assertTrue(Files.readString(page).contains("Nothing is audited yet."));
		AuditReport.write(table(failure("a"), failure("b")), page);
		assertTrue(Files.readString(page).contains("None of the 2 images could be audited."));
		assertTrue(Files.readString(page).contains("it is broken"));
	}

	@Test
	void aPictureThatIsMissingOrBrokenIsToldAndNotTheEnd() throws IOException {
		AuditTable table = table(row("a", "sick", "sick", 0.9, false, 10));
		AuditReport.write(table, page);
		assertFalse(Files.readString(page).contains("crossed out"));
		Path files = folder.resolve("images/a b#1");
		Files.delete(files.resolve("image.png"));
		Files.write(files.resolve("overlay.png"), new byte[] { (byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0 });
		Files.writeString(files.resolve("evidence.tif"), "broken");
		AuditReport.write(table, page);
		assertTrue(Files.readString(page).contains("2 pictures are missing or broken"));
		assertTrue(Files.readString(page).contains("<tr id=\"item-1\""));
		AuditReport.write(table, table, page);
		assertTrue(Files.readString(page).contains("4 pictures are missing or broken"));
	}

	@Test
	void aPageThatCannotBeWrittenIsTold() {
		Path nowhere = folder.resolve("none/report.html");
		String message = assertThrows(IOException.class, () -> AuditReport.write(table(row("a", "sick", "sick", 0.9, false,
			10)), nowhere)).getMessage();
		assertTrue(message.contains(nowhere + " cannot be written"), message);
	}

	@Test
	void picturesOutsideOfTheAuditAreRefused() {
		Map<String, String> values = new HashMap<>(row("a", "sick", "sick", 0.1, true, 10).values());
		values.put("folder", "images/../../secret");
		assertTrue(assertThrows(IOException.class, () -> AuditReport.write(table(new AuditRow(values)), page)).getMessage()
			.contains("outside"));
		assertFalse(Files.exists(page));
	}

	@Test
	void comparisonJoinsByNameAndPutsTheMostChangedFirst() {
		AuditTable first = table(row("same", "sick", "sick", 0.5, false, 10), row("moved", "sick", "sick", 0.5, false, 10),
			row("gone", "sick", "sick", 0.5, false, 10), row("turned", "sick", "sick", 0.5, false, 10));
		AuditTable second = table(row("turned", "sick", "healthy", 0.5, false, 10), row("moved", "sick", "sick", 0.1, false,
			40), row("same", "sick", "sick", 0.5, false, 10), row("new", "sick", "sick", 0.5, false, 10), failure("gone"));
		Comparison comparison = Comparison.of(first, second);
		assertEquals(List.of("turned", "moved", "same"), comparison.changes().stream().map(change -> change.first().id())
			.toList());
		assertEquals(1, comparison.onlyFirst());
		assertEquals(1, comparison.onlySecond());
		Comparison.Change moved = comparison.changes().get(1);
		assertEquals(-0.4, moved.inside().getAsDouble(), 1e-12);
		assertEquals(30 / Math.hypot(100, 100), moved.shift().getAsDouble(), 1e-12);
		assertEquals(0, comparison.changes().get(2).degree());
	}

	@Test
	void comparisonIsAPageWithBothAudits() throws IOException {
		AuditReport.write(table(row("a", "sick", "sick", 0.9, false, 10)), new AuditTable(folder, Map.of("model", "b.onnx",
			"seed", "5"), List.of(row("a", "sick", "sick", 0.1, false, 40))), page);
		String text = Files.readString(page);
		assertTrue(text.contains("No decision differs, but 1 of 1 rests on other evidence."));
		assertTrue(text.contains("<tr class=\"differs\"><th>seed ≠</th><td></td><td>5</td>"));
		assertTrue(text.contains("−80 %"));
	}

	@Test
	void auditsOfOtherImagesCannotBeCompared() {
		AuditTable first = table(row("a", "", "sick", 0.5, false, 1)), second = table(row("b", "", "sick", 0.5, false, 1));
		assertTrue(assertThrows(IllegalArgumentException.class, () -> Comparison.of(first, second)).getMessage().contains(
			"no image in common"));
	}

	private AuditTable table(AuditRow... rows) {
		return new AuditTable(folder, Map.of("model", "a.onnx"), List.of(rows));
	}

	private static AuditRow failure(String id) {
		return new AuditRow(Map.of("image", id, "error", "it is broken"));
	}

	private static AuditRow row(String id, String className, String prediction, double inside, boolean withoutEvidence,
		double x)
	{
		Map<String, String> values = new HashMap<>(Map.of("image", id, "class", className, "error", "", "folder",
			"images/a b#1", "prediction", prediction, "correct", "" + className.equals(prediction), "score", "4"));
		values.putAll(Map.of("needs_no_evidence", "" + withoutEvidence, "optimal_area", "0.1", "evidence_reached", "0.1",
			"truth_area", "0.1", "mass_inside", "" + inside, "pointing_hit", "true", "border_distance", "5"));
		values.putAll(Map.of("evidence_x", "" + x, "evidence_y", "20", "x", "0", "y", "0", "width", "100", "height",
			"100"));
		values.putAll(Map.of("score_image", "4", "score_perturbed", "-1", "kept_0.1", "4", "removed_0.1", "0", "kept_0.2",
			"5", "removed_0.2", "-1"));
		return new AuditRow(values);
	}
}
