package io.github.fijiray.attribution.channel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.attribution.Game;
import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.attribution.extremal.ExtremalMask;
import io.github.fijiray.attribution.extremal.ExtremalPerturbation;
import io.github.fijiray.attribution.extremal.ExtremalResult;
import io.github.fijiray.attribution.extremal.ExtremalSettings;
import io.github.fijiray.attribution.extremal.Mode;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.ClassifierOptions;
import io.github.fijiray.classifier.ClassifierTail;
import io.github.fijiray.classifier.preprocessing.Placement;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.onnx.Models;
import io.github.fijiray.perturbation.FadeReference;
import io.github.fijiray.perturbation.PerturbationKind;

import ai.onnx.proto.OnnxMl.TensorProto;


import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On a network written by hand, whose score of class 1 depends on five of the sixteen channels of its layer. */
class ChannelAttributionTest {

	private static final int SIZE = 6;
	private static final int CHANNELS = 16;
	/** The channels of class 1, those that it depends on most first. */
	private static final List<Integer> KNOWN = List.of(11, 2, 14, 7, 5);
	private static final float[] WEIGHTS = { 2.5f, 2, 1.5f, 1, 0.7f };

	@TempDir
	static Path folder;

	private static Classifier classifier;
	private static ClassifierTail tail;

	@BeforeAll
	static void openNetwork() throws Exception {
		final float[] colours = new float[CHANNELS * 2], classes = new float[CHANNELS * 2];
		for (int k = 0; k < CHANNELS; k++) {
			// What class 1 does not look at fires as strongly or more.
			colours[2 * k] = KNOWN.contains(k) ? 1 : 2 + k / 10f;
			colours[2 * k + 1] = k % 3 * 0.2f;
			classes[2 * k] = KNOWN.contains(k) ? 0 : 1;
			if (KNOWN.contains(k)) classes[2 * k + 1] = WEIGHTS[KNOWN.indexOf(k)];
		}
		final Path file = Models.input("image", -1, 2, SIZE, SIZE).initializer(tensor("colours", colours, CHANNELS, 2, 1, 1))
			.node("Conv", "convolved", "image", "colours").node("Relu", "layer", "convolved").node("GlobalAveragePool",
				"pooled", "layer").node("Flatten", "flat", "pooled").initializer(tensor("classes", classes, CHANNELS, 2)).node(
					"MatMul", "sums", "flat", "classes").node("Softsign", "scores", "sums").output("scores", -1, 2).write(folder
						.resolve("known.onnx"));
		classifier = Classifier.open(file, ClassifierOptions.defaults());
		final float[] pixels = new float[2 * SIZE * SIZE];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = (float) (0.5 + 0.5 * Math.sin(i));
		tail = classifier.tail(classifier.layers().find("layer").orElseThrow(), new PreparedImage(pixels, 2, new float[2],
			new Placement(SIZE, SIZE, SIZE, SIZE, 0, 0, SIZE, SIZE), SIZE, SIZE, List.of()));
	}

	@AfterAll
	static void closeNetwork() throws Exception {
		tail.close();
		classifier.close();
	}

	private static TensorProto tensor(String name, float[] values, long... dims) {
		final TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT
			.getNumber());
		for (long dim : dims)
			tensor.addDims(dim);
		for (float value : values)
			tensor.addFloatData(value);
		return tensor.build();
	}

	@ParameterizedTest
	@EnumSource(Game.class)
	void everyNumberOfChannelsFindsThoseThatTheScoreDependsOn(Game game) {
		final ChannelResult result = explain(allNumbers().withGame(game));
		for (ChannelMask mask : result.masks()) {
			final int[] expected = KNOWN.stream().limit(mask.channels()).mapToInt(k -> k).sorted().toArray();
			final int[] found = Arrays.stream(mask.kept()).filter(KNOWN::contains).toArray();
			assertArrayEquals(expected, found, mask.channels() + " channels");
			assertEquals(mask.channels(), mask.channelsReached());
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4, 5, 9 })
	void numbersOfChannelsAreReachedInHoweverFewPasses(int passes) {
		for (ChannelMask mask : explain(allNumbers().withPasses(passes)).masks())
			assertEquals(mask.channels(), mask.channelsReached());
	}

	@Test
	void scoresAreMeasuredOnTheMasks() {
		final ChannelResult result = explain(allNumbers());
		for (ChannelMask mask : result.masks()) {
			assertEquals(score(mask.mask(), false), mask.scoreKept(), 1e-5);
			assertEquals(score(mask.mask(), true), mask.scoreRemoved(), 1e-5);
		}
		assertEquals(score(new float[CHANNELS], true), result.scoreImage(), 1e-5);
		assertEquals(0, result.scoreEmpty());
	}

	/** The score of class 1, computed from the activation. */
	private static double score(float[] mask, boolean removed) {
		double sum = 0;
		for (int i = 0; i < KNOWN.size(); i++) {
			final int k = KNOWN.get(i);
			final double mean = IntStream.range(0, SIZE * SIZE).mapToDouble(p -> activation(k, p)).average().orElseThrow();
			sum += WEIGHTS[i] * mean * (removed ? 1 - mask[k] : mask[k]);
		}
		return sum / (1 + Math.abs(sum));
	}

	private static float activation(int channel, int place) {
		return tail.activation().pixels()[channel * SIZE * SIZE + place];
	}

	@Test
	void saliencyIsTheSumOfTheChannelsInTheMask() {
		for (ChannelMask mask : explain(allNumbers()).masks())
			for (int place = 0; place < SIZE * SIZE; place++) {
				double sum = 0;
				for (int k : mask.kept())
					sum += activation(k, place);
				assertEquals(sum, mask.saliency()[place], 1e-5);
			}
	}

	@Test
	void optimalNumberIsTheSmallestThatReachesTheThreshold() {
		final ChannelResult result = explain(allNumbers());
		assertEquals(KNOWN.size(), result.optimalChannels().orElseThrow());
		final int half = explain(allNumbers().withThreshold(0.8)).optimalChannels().orElseThrow();
		assertTrue(half < KNOWN.size() && result.masks().get(half - 1).scoreKept() >= 0.8 * result.scoreImage());
		assertTrue(explain(allNumbers().withThreshold(1.5)).optimalChannels().isEmpty());
	}

	@Test
	void weightsRankTheChannels() {
		final float[] weights = explain(allNumbers()).weights();
		final int[] ranking = IntStream.range(0, CHANNELS).boxed().sorted((a, b) -> Float.compare(weights[b], weights[a]))
			.limit(KNOWN.size()).mapToInt(k -> k).toArray();
		assertArrayEquals(KNOWN.stream().mapToInt(k -> k).toArray(), ranking);
		assertEquals(1, weights[KNOWN.get(0)], 1e-5);
	}

	@Test
	void withoutNumbersThoseOfThePaperAreTaken() {
		assertEquals(List.of(1, 5, 10, CHANNELS), ChannelSettings.defaults().channelsOf(CHANNELS));
		assertEquals(21, ChannelSettings.defaults().channelsOf(528).size());
	}

	@Test
	void moreChannelsThanTheLayerHasAreRefused() {
		final IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> explain(ChannelSettings
			.defaults().withChannels(1, 17)));
		assertTrue(refusal.getMessage().contains("17") && refusal.getMessage().contains("16"), refusal.getMessage());
	}

	@Test
	void sameSeedGivesTheSameMasks() {
		final ChannelSettings settings = allNumbers().withPasses(4).withSeed(5);
		final ChannelResult first = explain(settings), second = explain(settings);
		boolean other = false;
		final ChannelResult disturbed = explain(settings.withSeed(6));
		for (int a = 0; a < CHANNELS; a++) {
			assertArrayEquals(first.masks().get(a).mask(), second.masks().get(a).mask());
			other |= !Arrays.equals(first.masks().get(a).mask(), disturbed.masks().get(a).mask());
		}
		assertTrue(other);
	}

	@Test
	void monitorSeesEveryPassAndStopsAtOnce() {
		final int[] passes = { 0 };
		assertThrows(CancellationException.class, () -> ChannelAttribution.explain(tail.scorer(), tail.activation(), 1,
			allNumbers(), (pass, all, masks) -> {
				assertEquals(++passes[0], pass);
				assertEquals(CHANNELS, masks.length);
				if (pass == 3) throw new CancellationException();
			}));
		assertEquals(3, passes[0]);
	}

	@Test
	void activationIsPerturbedInSpaceAsAnImageIs() {
		final ExtremalResult result = ExtremalPerturbation.explain(tail.scorer(), tail.activation(), 1, ExtremalSettings
			.defaults().withAreas(0.3).withMode(Mode.FAST, 10).withPerturbation(PerturbationKind.FADE, FadeReference.BLACK),
			Monitor.SILENT);
		final ExtremalMask mask = result.masks().get(0);
		assertEquals(0.3, mask.areaReached(), 1e-3);
		assertFalse(mask.scoreKept() < mask.scoreRemoved() * 0.5);
		assertEquals(score(new float[CHANNELS], true), result.scoreImage(), 1e-5);
	}

	private static ChannelSettings allNumbers() {
		return ChannelSettings.defaults().withChannels(IntStream.rangeClosed(1, CHANNELS).toArray()).withPasses(24);
	}

	private static ChannelResult explain(ChannelSettings settings) {
		return ChannelAttribution.explain(tail.scorer(), tail.activation(), 1, settings, Monitor.SILENT);
	}
}
