package io.github.fijiray.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.classifier.preprocessing.SourceImage;
import io.github.fijiray.classifier.session.Provider;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import net.imglib2.img.array.ArrayImgs;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptClassifierTest {

	private static final ClassifierOptions OPTIONS = ClassifierOptions.defaults().withProvider(Provider.CPU);

	@TempDir
	Path folder;

	private Path model;

	@BeforeEach
	void copyModel() throws IOException {
		model = Files.copy(Path.of("sample-data/models/sound.onnx"), folder.resolve("cells.onnx"));
	}

	@AfterEach
	void drop() throws IOException {
		KeptClassifier.drop();
	}

	private Classifier used(ClassifierOptions options) throws IOException {
		try (KeptClassifier kept = KeptClassifier.open(model, options)) {
			return kept.classifier();
		}
	}

	private static float score(Classifier classifier) {
		PreparedImage image = classifier.prepare(new SourceImage(ArrayImgs.floats(96, 96, 2), 1));
		return classifier.scorer(image).scores(image.pixels(), 1)[0];
	}

	@Test
	void theNextUseFindsItOpen() throws IOException {
		Classifier first = used(OPTIONS);
		float score = score(first);
		assertSame(first, used(OPTIONS));
		assertEquals(score, score(first));
	}

	@Test
	void otherOptionsAndChangedFilesOpenAnew() throws IOException {
		Classifier first = used(OPTIONS);
		Classifier second = used(OPTIONS.withThreads(1));
		assertNotSame(first, second);
		Files.writeString(folder.resolve("cells.fijiray.yaml"), "preprocessing: 0-255\n");
		Classifier third = used(OPTIONS.withThreads(1));
		assertNotSame(second, third);
		assertEquals("from cells.fijiray.yaml", third.preprocessing().origin());
	}

	@Test
	void whatIsReplacedIsClosedWhenItsLastUserIsDone() throws IOException {
		try (KeptClassifier first = KeptClassifier.open(model, OPTIONS)) {
			used(OPTIONS.withThreads(1));
			score(first.classifier());
			first.close();
			assertThrows(IllegalStateException.class, () -> score(first.classifier()));
		}
	}

	@Test
	void anUnsoundModelKeepsNothing() throws IOException {
		Classifier first = used(OPTIONS);
		Files.writeString(model, "no model");
		assertThrows(IOException.class, () -> used(OPTIONS));
		assertThrows(IllegalStateException.class, () -> score(first));
	}
}
