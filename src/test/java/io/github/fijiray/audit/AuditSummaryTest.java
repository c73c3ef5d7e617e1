package io.github.fijiray.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ij.IJ;
import ij.ImagePlus;
import ij.process.ByteProcessor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditSummaryTest {

	private final List<AuditRow> rows = List.of( //
		row("a", "sick", "sick", "true", 0.1, 0.5, 10, 10), //
		row("b", "sick", "healthy", "false", 0.3, 0.1, 80, 20), //
		row("c", "healthy", "healthy", "true", 0.4, 0.4, 20, 90), //
		row("d", "", "sick", "", Double.NaN, 0.5, 50, 60));

	@Test
	void figuresCountWhatIsKnown() {
		AuditSummary summary = AuditSummary.of(rows);
		assertEquals(4, summary.images());
		assertEquals(2 / 3.0, summary.accuracy().getAsDouble(), 1e-12);
		assertEquals(0.25, summary.insufficient());
		assertEquals(0, summary.withoutEvidence());
		assertEquals(0.3, summary.optimalArea().quantile(0.5).getAsDouble());
		assertEquals(0.375, summary.massInside().mean().getAsDouble(), 1e-12);
		assertEquals(OptionalDouble.empty(), summary.pointingHits());
	}

	@Test
	void decisionsWithoutEvidenceHaveNoOptimalArea() {
		Map<String, String> values = new HashMap<>(rows.get(0).values());
		values.put("needs_no_evidence", "true");
		AuditSummary summary = AuditSummary.of(List.of(new AuditRow(values), rows.get(1)));
		assertEquals(0.5, summary.withoutEvidence());
		assertEquals(1, summary.optimalArea().count());
	}

	@Test
	void confusionTellsHowMuchEvidenceItTook() {
		List<AuditSummary.Confusion> confusions = AuditSummary.confusions(rows);
		assertEquals(List.of("healthy healthy 1", "sick healthy 1", "sick sick 1"), confusions.stream().map(
			cell -> cell.className() + " " + cell.prediction() + " " + cell.images()).toList());
		assertEquals(0.3, confusions.get(1).optimalArea().mean().getAsDouble());
	}

	@Test
	void quantilesAreLinearBetweenValues() {
		Distribution values = new Distribution(new double[] { 1, 2, 4 });
		assertEquals(1, values.quantile(0).getAsDouble());
		assertEquals(3, values.quantile(0.75).getAsDouble());
		assertEquals(OptionalDouble.empty(), new Distribution(new double[0]).quantile(0.5));
	}

	@Test
	void evidenceOutsideTheTruthComesFirst() {
		List<Suspicion> ranked = Suspicion.ranked(rows);
		assertEquals("b", ranked.get(0).row().id());
		assertEquals("evidence outside the truth", ranked.get(0).reason());
		assertEquals(0.9, ranked.get(0).outside(), 1e-12);
		assertEquals("a", ranked.get(1).row().id());
		assertEquals("tiny evidence", ranked.get(1).reason());
	}

	@Test
	void evidenceAlwaysAtOnePlaceIsTold() {
		List<AuditRow> watermark = new ArrayList<>(List.of(row("other", "", "healthy", "", 0.2, 0, 90, 90)));
		watermark.addAll(watermarked(10, 0.2));
		List<Suspicion> ranked = Suspicion.ranked(watermark);
		assertEquals(1, ranked.get(0).samePlace());
		assertEquals("evidence at the same place as in others", ranked.get(9).reason());
		assertEquals("other", ranked.get(10).row().id());
		assertEquals(0, ranked.get(10).samePlace());
	}

	@Test
	void aFewImagesWithEvidenceAtOnePlaceAreChance() {
		assertEquals(0, Suspicion.ranked(watermarked(9, 0)).get(0).samePlace());
	}

	@Test
	void evidenceInTheTruthMayAlwaysBeAtOnePlace() {
		assertEquals(0, Suspicion.ranked(watermarked(20, 0.9)).get(0).samePlace());
	}

	private static List<AuditRow> watermarked(int images, double massInside) {
		return IntStream.range(0, images).mapToObj(i -> row("image " + i, "", "sick", "", 0.2, massInside, 90 + i % 3, 90 - i %
			2)).toList();
	}

	@Test
	void meanMaskIsTheMeanOfStretchedMasks(@TempDir Path output) throws IOException {
		evidence(output.resolve("a"), 8, 8, 4, 4);
		evidence(output.resolve("b"), 16, 8, 16, 8);
		AuditTable table = new AuditTable(output, Map.of(), rows.subList(0, 2));
		MeanMask mean = MeanMask.of(table, table.rows(), 4);
		assertEquals(1, mean.values()[0], 1e-3);
		assertEquals(0.5, mean.values()[15], 1e-3);
		assertEquals(2, mean.images());
		Files.delete(output.resolve("b/evidence.tif"));
		MeanMask ofOne = MeanMask.of(table, table.rows(), 4);
		assertEquals(1, ofOne.images());
		assertEquals(0, ofOne.values()[15], 1e-3);
	}

	/** A mask that is full in its upper left part. */
	private static void evidence(Path folder, int width, int height, int fullWidth, int fullHeight) throws IOException {
		ByteProcessor mask = new ByteProcessor(width, height);
		for (int y = 0; y < fullHeight; y++)
			for (int x = 0; x < fullWidth; x++)
				mask.set(x, y, 255);
		IJ.saveAsTiff(new ImagePlus("", mask), Files.createDirectories(folder).resolve("evidence.tif").toString());
	}

	private static AuditRow row(String id, String className, String prediction, String correct, double optimalArea,
		double massInside, double x, double y)
	{
		Map<String, String> values = new HashMap<>(Map.of("image", id, "class", className, "error", "", "folder", id,
			"prediction", prediction, "correct", correct, "needs_no_evidence", "false", "truth_area", "0.5"));
		values.putAll(Map.of("optimal_area", Double.isNaN(optimalArea) ? "" : "" + optimalArea, "evidence_reached", "0.2",
			"mass_inside", "" + massInside, "evidence_x", "" + x, "evidence_y", "" + y, "x", "0", "y", "0", "width", "100",
			"height", "100"));
		return new AuditRow(values);
	}
}
