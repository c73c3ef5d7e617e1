package io.github.fijiray.classifier.description;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.classifier.preprocessing.ChannelOrder;
import io.github.fijiray.classifier.preprocessing.IntensityStep.Clip;
import io.github.fijiray.classifier.preprocessing.IntensityStep.Linear;
import io.github.fijiray.classifier.preprocessing.IntensityStep.Percentiles;
import io.github.fijiray.classifier.preprocessing.IntensityStep.Standardize;
import io.github.fijiray.classifier.preprocessing.IntensityStep.TypeRange;
import io.github.fijiray.classifier.preprocessing.IntensityStep.ZeroMeanUnitVariance;
import io.github.fijiray.classifier.preprocessing.Preprocessing;
import io.github.fijiray.classifier.preprocessing.ResizeMode;
import io.github.fijiray.onnx.ModelException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

class ModelDescriptionTest {

	private static final String RDF_04 = """
		format_version: 0.4.9
		type: model
		inputs:
		- name: raw
		  axes: bcyx
		  data_type: float32
		  shape: [1, 2, 64, 96]
		  preprocessing:
		  - name: scale_linear
		    kwargs: {gain: 0.5, offset: [1, -1], axes: xy}
		  - name: zero_mean_unit_variance
		    kwargs: {mode: per_sample, axes: xy, eps: 1.0e-5}
		outputs:
		- name: scores
		  axes: bc
		weights:
		  onnx: {source: ./cells.onnx, sha256: 0a}
		config:
		  labels: [healthy, infected]
		""";

	private static final String RDF_05 = """
		format_version: 0.5.4
		type: model
		inputs:
		- id: raw
		  axes:
		  - {type: batch}
		  - {type: space, id: y, size: {min: 32, step: 16}}
		  - {type: space, id: x, size: 48}
		  - {type: channel, channel_names: [nucleus]}
		  preprocessing:
		  - id: ensure_dtype
		    kwargs: {dtype: float32}
		  - id: scale_range
		    kwargs: {axes: [y, x, channel], min_percentile: 1, max_percentile: 99.8, eps: 1e-6}
		  - id: fixed_zero_mean_unit_variance
		    kwargs: {mean: [0.5], std: [0.25], axis: channel}
		  - id: clip
		    kwargs: {min: -2, max: 2}
		outputs:
		- id: scores
		  axes:
		  - {type: batch}
		  - {type: channel, channel_names: [round, long, none]}
		weights:
		  onnx: {source: https://example.org/files/cells.onnx, opset_version: 17}
		""";

	@TempDir
	Path folder;

	private ModelDescription beside(String file, String text) throws IOException {
		Files.writeString(folder.resolve(file), text);
		return ModelDescription.beside(folder.resolve("cells.onnx"));
	}

	@Test
	void withoutFilesNothingIsSaid() throws IOException {
		assertEquals(ModelDescription.NONE, ModelDescription.beside(folder.resolve("cells.onnx")));
	}

	@Test
	void bioimage04IsRead() throws IOException {
		ModelDescription description = beside("rdf.yaml", RDF_04);
		Preprocessing preprocessing = description.preprocessing().get();
		assertEquals(List.of(new Linear(List.of(0.5), List.of(1.0, -1.0)), new ZeroMeanUnitVariance(false, 1e-5)),
			preprocessing.steps());
		assertEquals("from rdf.yaml", preprocessing.origin());
		assertEquals(Layout.NCHW, description.layout().get());
		assertEquals(new InputSize(64, 0), description.height().get());
		assertEquals(new InputSize(96, 0), description.width().get());
		assertEquals(List.of("healthy", "infected"), description.labels().get().names());
	}

	@Test
	void bioimage05IsRead() throws IOException {
		ModelDescription description = beside("bioimageio.yaml", RDF_05);
		assertEquals(List.of(new Percentiles(1, 99.8, true, 1e-6), new Standardize(List.of(0.5), List.of(0.25)), new Clip(
			-2, 2)), description.preprocessing().get().steps());
		assertEquals(Layout.NHWC, description.layout().get());
		assertEquals(new InputSize(32, 16), description.height().get());
		assertEquals(new InputSize(48, 0), description.width().get());
		assertEquals(List.of("round", "long", "none"), description.labels().get().names());
	}

	@Test
	void statisticsRunOverAllAxesUnlessSomeAreNamed() throws IOException {
		assertEquals(new ZeroMeanUnitVariance(true, 1e-5), beside("rdf.yaml", RDF_04.replace("axes: xy, eps", "eps"))
			.preprocessing().get().steps().get(1));
		assertEquals(new ZeroMeanUnitVariance(true, 1e-5), beside("rdf.yaml", RDF_04.replace("axes: xy, eps",
			"axes: cxy, eps")).preprocessing().get().steps().get(1));
	}

	@Test
	void aDescriptionOfAnotherFileIsNotUsed() throws IOException {
		assertEquals(ModelDescription.NONE, beside("rdf.yaml", RDF_04.replace("cells.onnx", "other.onnx")));
	}

	@ParameterizedTest
	@CsvSource({ "name: zero_mean_unit_variance,name: magic", "bcyx,bczyx", "gain: 0.5,gain: half",
		"mode: per_sample,mode: fixed" })
	void whatIsNotUnderstoodIsRefusedByName(String text, String replacement) {
		String message = assertThrows(ModelException.class, () -> beside("rdf.yaml", RDF_04.replace(text, replacement)))
			.getMessage();
		assertTrue(message.contains("rdf.yaml"), message);
		if (replacement.contains("magic")) assertTrue(message.contains("'magic'"), message);
	}

	@Test
	void anUnreadableDescriptionIsRefused() {
		assertThrows(ModelException.class, () -> beside("rdf.yaml", "inputs: [unclosed"));
		assertThrows(ModelException.class, () -> beside("rdf.yaml", "- just\n- a list"));
		assertThrows(ModelException.class, () -> beside("rdf.yaml", "!!javax.script.ScriptEngineManager []"));
	}

	@Test
	void theSidecarIsRead() throws IOException {
		ModelDescription description = beside("cells.fijiray.yaml", """
			preprocessing: 0-255
			mean: [10, 20]
			resize: fit
			channels: [2, 1]
			size: 128
			layout: nhwc
			labels: [a, b]
			""");
		assertEquals(new Preprocessing(List.of(new TypeRange(255), new Standardize(List.of(10.0, 20.0), List.of(1.0))),
			ResizeMode.FIT, ChannelOrder.parse("2,1"), "from cells.fijiray.yaml"), description.preprocessing().get());
		assertEquals(Layout.NHWC, description.layout().get());
		assertEquals(new InputSize(128, 0), description.width().get());
		assertEquals(new ClassLabels(List.of("a", "b"), "from cells.fijiray.yaml"), description.labels().get());
	}

	@Test
	void theSidecarMayNameALabelsFile() throws IOException {
		Files.writeString(folder.resolve("names.txt"), "x\ny\n");
		ModelDescription description = beside("cells.fijiray.yaml", "labels: names.txt\nsize: [32, 64]");
		assertEquals(List.of("x", "y"), description.labels().get().names());
		assertEquals(new InputSize(32, 0), description.height().get());
		assertEquals(new InputSize(64, 0), description.width().get());
	}

	@Test
	void theSidecarGoesBeforeBioimageForWhatItSays() throws IOException {
		beside("rdf.yaml", RDF_04);
		ModelDescription description = beside("cells.fijiray.yaml", "preprocessing: none");
		assertEquals("from cells.fijiray.yaml", description.preprocessing().get().origin());
		assertEquals(List.of("healthy", "infected"), description.labels().get().names());
	}

	@Test
	void mistakesInTheSidecarAreNamed() {
		assertRefused("preprocesing: 0-1", "preprocesing");
		assertRefused("preprocessing: magic", "magic");
		assertRefused("preprocessing: 0-1\nmean: [a]", "'mean'");
		assertRefused("mean: 0.5", "preprocessing");
		assertRefused("size: [1, 2, 3]", "size");
		assertRefused("layout: chw", "chw");
		assertRefused("labels: {0: a, 5: b}", "labels");
		assertRefused("labels: {~: a}", "labels");
	}

	@Test
	void theSidecarReadsLabelsFromItsOwnFolderOnly() throws IOException {
		Path inside = Files.createDirectory(folder.resolve("model"));
		Files.writeString(folder.resolve("secret.txt"), "x\ny\n");
		for (String name : List.of("../secret.txt", folder.resolve("secret.txt").toString(), "sub/secret.txt")) {
			Files.writeString(inside.resolve("cells.fijiray.yaml"), "labels: " + name);
			String message = assertThrows(ModelException.class, () -> ModelDescription.beside(inside.resolve("cells.onnx")))
				.getMessage();
			assertTrue(message.contains("secret.txt") && message.contains("without folders"), message);
		}
	}

	@Test
	void aLabelsFileThatIsMissingIsNamed() {
		String message = assertThrows(NoSuchFileException.class, () -> beside("cells.fijiray.yaml", "labels: names.txt"))
			.getMessage();
		assertTrue(message.contains("names.txt does not exist"), message);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{min: [1, 2, 32]}", "{min: [1, 2, 32, 32], step: [0, 0, 16]}" })
	void aShapeWithTooFewNumbersIsRefused(String shape) {
		String rdf = RDF_04.replaceFirst("shape: .*", "shape: " + shape);
		String message = assertThrows(ModelException.class, () -> beside("rdf.yaml", rdf)).getMessage();
		assertTrue(message.contains("rdf.yaml") && message.contains("4 whole numbers"), message);
	}

	private void assertRefused(String sidecar, String named) {
		String message = assertThrows(ModelException.class, () -> beside("cells.fijiray.yaml", sidecar)).getMessage();
		assertTrue(message.contains(named) && message.contains("cells.fijiray.yaml"), message);
	}

	@Test
	void sizesFollowTheirStep() {
		assertEquals(64, new InputSize(64, 0).nearest(500));
		assertEquals(96, new InputSize(32, 16).nearest(90));
		assertEquals(32, new InputSize(32, 16).nearest(1));
		assertEquals(Optional.empty(), ModelDescription.NONE.height());
	}
}
