package io.github.fijiray.attribution.metric;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMap;
import io.github.fijiray.attribution.map.AttributionMethod;
import io.github.fijiray.attribution.map.Sign;
import io.github.fijiray.attribution.map.method.Gradient;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.ClassifierOptions;
import io.github.fijiray.classifier.preprocessing.Placement;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.onnx.Models;
import io.github.fijiray.onnx.TensorData;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metrics on maps and scores whose numbers are known. */
class MetricsTest {

	/** Scores are 4, 2 and 1 times three of the pixels, all 1; the class's probability is the logistic function of them. */
	private static final float[] WEIGHTS = { 0, 4, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 1, 0, 0 };

	@TempDir
	Path folder;

	@Test
	void relevanceMassIsTheShareOfWhatIsPositive() {
		boolean[] region = { true, false, true, false };
		assertEquals(0.25, Localisation.relevanceMass(new float[] { 1, 3, -5, 0 }, region));
		assertTrue(Double.isNaN(Localisation.relevanceMass(new float[] { -1, 0, 0, 0 }, region)));
	}

	@Test
	void relevanceRankCountsTheLargestValuesWithinTheRegion() {
		boolean[] region = { true, false, true, false };
		assertEquals(0.5, Localisation.relevanceRank(new float[] { 1, 3, 2, 0 }, region));
		assertEquals(1, Localisation.relevanceRank(new float[] { 4, 3, 5, 0 }, region));
		assertTrue(Double.isNaN(Localisation.relevanceRank(new float[4], new boolean[4])));
	}

	@Test
	void equalValuesShareTheirRank() {
		// The first place is certain, three pixels share the second, one of them in the region.
		assertEquals((0 + 1 / 3.0) / 2, Localisation.relevanceRank(new float[] { 1, 2, 1, 1, 0 }, new boolean[] { true, false,
			false, false, true }), 1e-12);
	}

	@Test
	void mapsThatAreNoNumbersHaveNoRank() {
		float[] broken = { 1, Float.NaN, 2, Float.NaN };
		assertTimeoutPreemptively(ofSeconds(10), () -> {
			assertTrue(Double.isNaN(Localisation.relevanceRank(broken, new boolean[] { true, true, true, false })));
			assertTrue(Double.isNaN(MapSimilarity.rankCorrelation(broken, new float[] { 1, 2, 3, 4 })));
		});
	}

	@Test
	void pointHitsWithinTheTolerance() {
		float[] map = new float[50];
		map[2 * 10 + 3] = 1;
		boolean[] region = new boolean[50];
		region[2 * 10 + 6] = true;
		assertEquals(0, Localisation.pointingHit(map, region, 10, 2.9));
		assertEquals(1, Localisation.pointingHit(map, region, 10, 3));
		assertEquals(0, Localisation.pointingHit(map, new boolean[50], 10, 100));
	}

	@Test
	void toleranceIsACircle() {
		float[] map = new float[100];
		map[0] = 1;
		boolean[] region = new boolean[100];
		region[4 * 10 + 3] = true;
		assertEquals(0, Localisation.pointingHit(map, region, 10, 4.9));
		assertEquals(1, Localisation.pointingHit(map, region, 10, 5));
	}

	@Test
	void severalMaximaHitWithTheirShare() {
		assertEquals(0.25, Localisation.pointingHit(new float[4], new boolean[] { false, true, false, false }, 4, 0));
	}

	@Test
	void giniIndexGoesFromEqualToOneAlone() {
		assertEquals(0, Sparsity.gini(new float[] { 2, -2, 2, 2 }), 1e-12);
		assertEquals(0.75, Sparsity.gini(new float[] { 0, 0, 5, 0 }), 1e-12);
		assertTrue(Double.isNaN(Sparsity.gini(new float[3])));
	}

	@Test
	void rankCorrelationSeesOrderAlone() {
		assertEquals(1, MapSimilarity.rankCorrelation(new float[] { 1, 2, 9 }, new float[] { 0, 5, 6 }), 1e-12);
		assertEquals(-1, MapSimilarity.rankCorrelation(new float[] { 1, 2, 9 }, new float[] { 3, 2, 1 }), 1e-12);
		// Ranks 0 1½ 1½ 3 and 0 1 2 3.
		assertEquals(4.5 / Math.sqrt(4.5 * 5), MapSimilarity.rankCorrelation(new float[] { 1, 2, 2, 3 }, new float[] { 1, 2, 3,
			4 }), 1e-12);
	}

	@Test
	void structureOfAMapIsThatOfItselfWhateverItsUnits() {
		float[] map = new float[400], inverse = new float[400];
		for (int i = 0; i < map.length; i++) {
			map[i] = (float) Math.sin(i * 0.3);
			inverse[i] = -map[i];
		}
		float[] scaled = map.clone();
		for (int i = 0; i < map.length; i++)
			scaled[i] = 7 * map[i] + 3;
		assertEquals(1, MapSimilarity.structure(map, scaled, 20, 20), 1e-4);
		assertTrue(MapSimilarity.structure(map, inverse, 20, 20) < 0);
	}

	/** Of two pixels, each sees itself with the share w and the other with 1 - w, w = 1 / (1 + g), g the Gaussian's neighbour. */
	@Test
	void structureOfTwoPixelsIsThatOfItsFormula() {
		double w = 1 / (1 + Math.exp(-1 / (2 * 1.5 * 1.5))), v = 1 - w;
		// 0 1 and 1 0 at the first pixel: means v and w, variances v w each, covariance -v w; at the second the other way round.
		double expected = (2 * v * w + 1e-4) * (-2 * v * w + 9e-4) / ((v * v + w * w + 1e-4) * (2 * v * w + 9e-4));
		assertEquals(expected, MapSimilarity.structure(new float[] { 0, 1 }, new float[] { 5, 3 }, 1, 2), 1e-6);
	}

	@Test
	void areaOfACurveIsThatOfItsTrapezoids() {
		assertEquals(0.25 * 0.75 + 0.75 * 0.25, new ConfidenceCurve(new double[] { 0, 0.25, 1 }, new double[] { 1, 0.5, 0 })
			.area(), 1e-12);
	}

	@Test
	void deletionTakesThePixelsOfTheMapInTheirOrder() throws Exception {
		try (Classifier classifier = linear()) {
			AttributionContext context = context(classifier);
			double[] deletion = new PixelOrder(context, WEIGHTS, 16).deletion().probabilities();
			assertArrayEquals(new double[] { logistic(7), logistic(3), logistic(1), 0.5 }, Arrays.copyOf(deletion, 4),
				1e-6);
			assertEquals(0.5, deletion[16], 1e-6);
		}
	}

	@Test
	void insertionEndsWithTheWholeImage() throws Exception {
		try (Classifier classifier = linear()) {
			double[] insertion = new PixelOrder(context(classifier), WEIGHTS, 4).insertion().probabilities();
			assertEquals(logistic(7), insertion[4], 1e-6);
		}
	}

	/** One bright pixel that counts is blurred at first; the first step brings it back. */
	@Test
	void insertionBringsTheLargestValuesFirst() throws Exception {
		float[] pixels = new float[16], map = new float[16];
		pixels[1] = map[1] = 1;
		try (Classifier classifier = linear()) {
			double[] insertion = new PixelOrder(context(classifier, pixels), map, 16).insertion().probabilities();
			assertTrue(insertion[0] < logistic(3.9), "" + insertion[0]);
			assertTrue(insertion[1] > logistic(3.99), "" + insertion[1]);
			assertEquals(logistic(4), insertion[16], 1e-6);
		}
	}

	@Test
	void confidenceDropsByWhatTheMapDims() throws Exception {
		try (Classifier classifier = linear()) {
			// Scaled, the map keeps 4/4 of the pixel with the weight 4, 2/4 of that with 2, and 1/4 of that with 1.
			MaskedConfidence confidence = MaskedConfidence.of(context(classifier), WEIGHTS);
			assertEquals(logistic(7), confidence.whole(), 1e-6);
			assertEquals(logistic(5.25), confidence.explained(), 1e-6);
			assertEquals(1 - logistic(5.25) / logistic(7), confidence.drop(), 1e-6);
			assertFalse(confidence.increased());
		}
		assertEquals(0, new MaskedConfidence(0.5, 0.6).drop());
		assertTrue(new MaskedConfidence(0.5, 0.6).increased());
	}

	@Test
	void mapOfALinearScoreHasNoInfidelityWhateverItsUnits() throws Exception {
		float[] scaled = WEIGHTS.clone(), other = new float[16];
		for (int i = 0; i < scaled.length; i++)
			scaled[i] *= 0.1f;
		other[12] = 1;
		try (Classifier classifier = linear()) {
			assertEquals(0, Infidelity.of(context(classifier), scaled, 100), 1e-6);
			assertTrue(Infidelity.of(context(classifier), other, 100) > 0.5);
			assertEquals(1, Infidelity.of(context(classifier), new float[16], 100));
		}
	}

	/** Nothing of this map has the sign that counts, and yet it foretells what each pixel is worth. */
	@Test
	void infidelityTakesTheMapWithAllItsSigns() throws Exception {
		try (Classifier classifier = linear()) {
			AttributionContext context = context(classifier);
			AttributionMap map = new Gradient().explain(context);
			Faithfulness faithfulness = Faithfulness.of(context, new Gradient(), map, Sign.NEGATIVE);
			assertEquals(0, faithfulness.infidelity(), 1e-6);
			assertTrue(Double.isNaN(faithfulness.sparsity()));
		}
	}

	@Test
	void gradientOfALinearScoreIsNotSensitive() throws Exception {
		AttributionMethod image = explained -> AttributionMap.ofContent(explained.image().pixels(), explained.image());
		try (Classifier classifier = linear()) {
			AttributionContext context = context(classifier);
			AttributionMethod gradient = new Gradient();
			assertEquals(0, MaxSensitivity.of(context, gradient, gradient.explain(context), 3, 0.1));
			double sensitivity = MaxSensitivity.of(context, image, image.explain(context), 20, 0.1);
			assertTrue(sensitivity > 0 && sensitivity <= 0.1, "" + sensitivity);
		}
	}

	private static double logistic(double odds) {
		return 1 / (1 + Math.exp(-odds));
	}

	private Classifier linear() throws Exception {
		float[] rows = Arrays.copyOf(WEIGHTS, 32);
		Path file = Models.input("image", -1, 1, 4, 4).initializer(TensorData.floats("rows", new long[] { 2, 16 }, rows)).node(
			"Flatten", "flat", "image").node("Gemm", "scores", "flat", "rows").with("transB", 1).output("scores", -1, 2).write(
				folder.resolve("linear.onnx"));
		return Classifier.openForScores(file, ClassifierOptions.defaults());
	}

	/** An image of ones, but for a black pixel that the score does not see. */
	private static AttributionContext context(Classifier classifier) {
		float[] pixels = new float[16];
		Arrays.fill(pixels, 1);
		pixels[15] = 0;
		return context(classifier, pixels);
	}

	private static AttributionContext context(Classifier classifier, float[] pixels) {
		PreparedImage image = new PreparedImage(pixels, 1, new float[1], new Placement(4, 4, 4, 4, 0, 0, 4, 4), 4, 4, List
			.of());
		return AttributionContext.of(classifier, image, 0);
	}
}
