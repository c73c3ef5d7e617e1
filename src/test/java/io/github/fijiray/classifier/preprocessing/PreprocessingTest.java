package io.github.fijiray.classifier.preprocessing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.classifier.preprocessing.IntensityStep.Binarize;
import io.github.fijiray.classifier.preprocessing.IntensityStep.Clip;
import io.github.fijiray.classifier.preprocessing.IntensityStep.Linear;
import io.github.fijiray.classifier.preprocessing.IntensityStep.Sigmoid;

import net.imglib2.img.array.ArrayImgs;
import net.imglib2.view.Views;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class PreprocessingTest {

	private static final float TOLERANCE = 1e-6f;

	/** A row of pixels per channel. */
	private static SourceImage row(double typeMaximum, float[]... channels) {
		float[] pixels = new float[channels.length * channels[0].length];
		for (int c = 0; c < channels.length; c++)
			System.arraycopy(channels[c], 0, pixels, c * channels[0].length, channels[0].length);
		return new SourceImage(ArrayImgs.floats(pixels, channels[0].length, 1, channels.length), typeMaximum);
	}

	private static PreparedImage prepare(Preprocessing preprocessing, SourceImage image) {
		return preprocessing.prepare(image, image.channels(), image.height(), image.width());
	}

	private static float[] pixels(String preset, double typeMaximum, float[]... channels) {
		return prepare(Preset.parse(preset), row(typeMaximum, channels)).pixels();
	}

	private static float[] pixels(IntensityStep step, float... row) {
		return prepare(new Preprocessing(List.of(step), ResizeMode.STRETCH, ChannelOrder.RGB, "test"), row(1, row)).pixels();
	}

	@Test
	void typeRangeIsScaledByTheMaximumOfThePixelType() {
		assertArrayEquals(new float[] { 0, 0.2f, 1 }, pixels("0-1", 255, new float[] { 0, 51, 255 }), TOLERANCE);
		assertArrayEquals(new float[] { 0, 0.2f, 1 }, pixels("0-1", 65535, new float[] { 0, 13107, 65535 }), TOLERANCE);
		assertArrayEquals(new float[] { 0, 51, 255 }, pixels("0-255", 65535, new float[] { 0, 13107, 65535 }), 1e-4f);
		assertArrayEquals(new float[] { -3, 13107 }, pixels("none", 65535, new float[] { -3, 13107 }), 0);
	}

	@Test
	void minMaxIsPerChannelUnlessJointly() {
		float[] first = { 10, 15, 20 };
		float[] second = { 0, 30, 40 };
		assertArrayEquals(new float[] { 0, 0.5f, 1, 0, 0.75f, 1 }, pixels("min-max", 255, first, second), TOLERANCE);
		assertArrayEquals(new float[] { 0.25f, 0.375f, 0.5f, 0, 0.75f, 1 }, pixels("min-max jointly", 255, first, second),
			TOLERANCE);
	}

	@Test
	void percentilesAreInterpolatedAndNotClipped() {
		// The 10th percentile of 0…10 is 1, the 90th is 9, the 25th of four values lies between the first two.
		float[] ramp = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
		float[] scaled = pixels("percentile 10 90", 255, ramp);
		assertEquals(-0.125f, scaled[0], TOLERANCE);
		assertEquals(0.5f, scaled[5], TOLERANCE);
		assertEquals(1.125f, scaled[10], TOLERANCE);
		float[] quarter = pixels("percentile 25 100", 255, new float[] { 0, 4, 8, 11 });
		assertArrayEquals(new float[] { -3 / 8f, 1 / 8f, 5 / 8f, 1 }, quarter, TOLERANCE);
	}

	@Test
	void zScoreHasZeroMeanAndUnitVariance() {
		float r = (float) Math.sqrt(1.5);
		assertArrayEquals(new float[] { -r, 0, r }, pixels("z-score", 255, new float[] { 10, 12, 14 }), TOLERANCE);
		assertArrayEquals(new float[] { -1, -1, 1, 1 }, pixels("z-score jointly", 255, new float[] { 1, 1 }, new float[] { 3,
			3 }), TOLERANCE);
	}

	@Test
	void aConstantImageBecomesZeroWhereScalingFollowsTheImage() {
		for (String preset : List.of("min-max", "percentile", "z-score"))
			assertArrayEquals(new float[2], pixels(preset, 255, new float[] { 7, 7 }), 0, preset);
	}

	@Test
	void imagenetIsScaledThenStandardizedPerChannel() {
		float[] expected = { (1 - 0.485f) / 0.229f, (1 - 0.456f) / 0.224f, (0 - 0.406f) / 0.225f };
		assertArrayEquals(expected, pixels("imagenet", 255, new float[] { 255 }, new float[] { 255 }, new float[] { 0 }),
			TOLERANCE);
	}

	@Test
	void caffeIsBlueGreenRedMinusTheMean() {
		float[] expected = { 30 - 103.939f, 20 - 116.779f, 10 - 123.68f };
		assertArrayEquals(expected, pixels("caffe", 255, new float[] { 10 }, new float[] { 20 }, new float[] { 30 }), 1e-4f);
	}

	@Test
	void singleStepsDoWhatTheySay() {
		assertArrayEquals(new float[] { 1, 5 }, pixels(new Linear(List.of(2.0), List.of(-1.0)), 1, 3), TOLERANCE);
		assertArrayEquals(new float[] { 0, 0.5f, 1 }, pixels(new Clip(0, 1), -2, 0.5f, 3), TOLERANCE);
		assertArrayEquals(new float[] { 0, 0, 1 }, pixels(new Binarize(List.of(0.5)), 0, 0.5f, 0.6f), TOLERANCE);
		assertArrayEquals(new float[] { 0.5f, 0.731058579f }, pixels(new Sigmoid(), 0, 1), TOLERANCE);
	}

	@Test
	void blackIsZeroIntensityOrTheDarkestPixel() {
		SourceImage image = row(255, new float[] { 51, 255 });
		assertArrayEquals(new float[] { 0 }, prepare(Preset.parse("0-1"), image).black(), TOLERANCE);
		Preprocessing standardized = Preset.parse("0-1").withStandardization(List.of(0.5), List.of(0.25));
		assertArrayEquals(new float[] { -2 }, prepare(standardized, image).black(), TOLERANCE);
		assertArrayEquals(new float[] { -1 }, prepare(Preset.parse("z-score"), image).black(), TOLERANCE);
	}

	@Test
	void channelsAreChosenAndOrdered() {
		SourceImage image = row(255, new float[] { 1 }, new float[] { 2 }, new float[] { 3 });
		assertArrayEquals(new float[] { 3, 2, 1 }, channels(image, "bgr", 3), 0);
		assertArrayEquals(new float[] { 3, 1 }, channels(image, "3,1", 2), 0);
		assertArrayEquals(new float[] { 2 }, channels(image, "2", 1), 0);
	}

	private static float[] channels(SourceImage image, String channels, int modelChannels) {
		return Preset.NONE.preprocessing().withChannels(ChannelOrder.parse(channels)).prepare(image, modelChannels, 1, 1)
			.pixels();
	}

	@Test
	void aGreyImageIsRepeatedAndTheUserIsTold() {
		PreparedImage prepared = Preset.NONE.preprocessing().prepare(row(255, new float[] { 5 }), 3, 1, 1);
		assertArrayEquals(new float[] { 5, 5, 5 }, prepared.pixels(), 0);
		assertTrue(prepared.notes().get(0).contains("repeated"), prepared.notes().toString());
	}

	@Test
	void channelsThatDoNotFitAreRefusedNamingBothCounts() {
		SourceImage image = row(255, new float[] { 1 }, new float[] { 2 });
		String message = assertThrows(IllegalArgumentException.class, () -> Preset.NONE.preprocessing().prepare(image, 3, 1,
			1)).getMessage();
		assertTrue(message.contains("2 channels") && message.contains("3 channels") && message.contains("'channels'"),
			message);
		message = assertThrows(IllegalArgumentException.class, () -> channels(image, "1,4", 2)).getMessage();
		assertTrue(message.contains("channel 4") && message.contains("2 channels"), message);
	}

	@Test
	void aMeanThatDoesNotFitTheChannelsIsRefused() {
		String message = assertThrows(IllegalArgumentException.class, () -> pixels("imagenet", 255, new float[] { 1 }))
			.getMessage();
		assertTrue(message.contains("mean") && message.contains("3 values") && message.contains("1 channel"), message);
	}

	@Test
	void pixelsThatAreNoNumbersAreRefused() {
		assertThrows(IllegalArgumentException.class, () -> pixels("0-1", 1, new float[] { 1, Float.NaN }));
	}

	@Test
	void intensitiesAboveOneOfA32BitImageAreMentioned() {
		assertTrue(prepare(Preset.parse("0-1"), row(1, new float[] { 0, 1 })).notes().isEmpty());
		assertTrue(prepare(Preset.parse("0-1"), row(1, new float[] { 0, 900 })).notes().get(0).contains("900"));
		assertTrue(prepare(Preset.parse("z-score"), row(1, new float[] { 0, 900 })).notes().isEmpty());
	}

	@Test
	void theOriginOfAViewDoesNotMatter() {
		SourceImage image = row(255, new float[] { 1, 2, 3 }, new float[] { 4, 5, 6 });
		SourceImage moved = new SourceImage(Views.translate(image.pixels(), 7, -2, 5), 255);
		assertArrayEquals(prepare(Preset.parse("0-1"), image).pixels(), prepare(Preset.parse("0-1"), moved).pixels(), 0);
	}

	@Test
	void explicitPartsChangeWhatIsDescribed() {
		Preprocessing described = Preset.parse("imagenet").withOrigin("from rdf.yaml");
		List<String> notes = new ArrayList<>();
		Preprocessing resolved = new PreprocessingRequest("auto", "0.5", "", "fit", "bgr").resolve(Optional.of(described),
			notes);
		assertEquals("0–1, mean 0.5, std 0.229,0.224,0.225, fit, BGR (from rdf.yaml, changed mean, resize, channels)",
			resolved.toString());
		assertTrue(notes.isEmpty());
		assertEquals("preset none, changed std", new PreprocessingRequest("none", "", "2", "", "").resolve(Optional.of(
			described), notes).origin());
	}

	@Test
	void withoutADescriptionTheDefaultIsSaid() {
		List<String> notes = new ArrayList<>();
		assertEquals(Preset.ZERO_TO_ONE.preprocessing().steps(), PreprocessingRequest.AUTO.resolve(Optional.empty(), notes)
			.steps());
		assertTrue(notes.get(0).contains("preprocessing"), notes.toString());
	}

	@Test
	void whatCannotBeReadIsRefusedByName() {
		assertRefused("preprocessing", "imagnet", "", "", "");
		assertRefused("preprocessing", "0-1 jointly", "", "", "");
		assertRefused("preprocessing", "percentile 5", "", "", "");
		assertRefused("mean", "auto", "half", "", "");
		assertRefused("resize", "auto", "", "shrink", "");
		assertRefused("channels", "auto", "", "", "0");
		assertRefused("channels", "auto", "", "", "red");
	}

	private static void assertRefused(String parameter, String preset, String mean, String resize, String channels) {
		String message = assertThrows(IllegalArgumentException.class, () -> new PreprocessingRequest(preset, mean, "", resize,
			channels)).getMessage();
		assertTrue(message.contains("'" + parameter + "'"), message);
	}
}
