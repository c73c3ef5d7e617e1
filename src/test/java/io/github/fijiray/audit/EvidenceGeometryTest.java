package io.github.fijiray.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.Rectangle;

import org.junit.jupiter.api.Test;

class EvidenceGeometryTest {

	@Test
	void onePixelHasItsCentreAndNoSpread() {
		float[] mask = new float[12];
		mask[1 * 4 + 2] = 0.7f;
		EvidenceGeometry geometry = EvidenceGeometry.of(mask, new Rectangle(10, 20, 4, 3), 100, 24);
		assertEquals(12.5, geometry.x(), 1e-6);
		assertEquals(21.5, geometry.y(), 1e-6);
		assertEquals(0, geometry.spread(), 1e-3);
		assertEquals(2.5, geometry.borderDistance(), 1e-6);
	}

	@Test
	void spreadIsTheRootMeanSquareDistance() {
		float[] mask = new float[49];
		mask[3 * 7] = mask[3 * 7 + 6] = mask[3] = mask[6 * 7 + 3] = 1;
		EvidenceGeometry geometry = EvidenceGeometry.of(mask, new Rectangle(7, 7), 7, 7);
		assertEquals(3, geometry.spread(), 1e-6);
		assertEquals(3.5, geometry.borderDistance(), 1e-6);
	}

	@Test
	void evenMaskHasItsMassInsideInProportionToTheTruth() {
		float[] mask = { 0.5f, 0.5f, 0.5f, 0.5f };
		TruthOverlap overlap = TruthOverlap.of(mask, new boolean[] { true, false, false, false });
		assertEquals(new TruthOverlap(0.25, 0.25, 0.25, 0.75), overlap);
	}

	@Test
	void overlapCountsMassAndContour() {
		float[] mask = { 1, 0.4f, 0.6f, 0 };
		TruthOverlap overlap = TruthOverlap.of(mask, new boolean[] { true, true, false, false });
		assertEquals(0.5, overlap.truthArea());
		assertEquals(0.7, overlap.massInside(), 1e-6);
		assertEquals(0.25, overlap.areaInside());
		assertEquals(0.25, overlap.areaOutside());
	}
}
