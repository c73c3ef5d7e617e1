package io.github.fijiray.audit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.attribution.extremal.ExtremalResult;
import io.github.fijiray.attribution.extremal.ExtremalSettings;
import io.github.fijiray.attribution.extremal.Mode;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.ClassifierOptions;
import io.github.fijiray.classifier.SizedClassifiers;
import io.github.fijiray.study.OpenedImages;
import io.github.fijiray.study.Steps;
import io.github.fijiray.study.Study;
import io.github.fijiray.study.StudyImage;
import io.github.fijiray.study.TruthFiles;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.process.ImageProcessor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Warm planes of a movie of a moving cell. */
class ItemExplainerTest {

	private static final int PASSES = 8;
	private static final Path DATA = Path.of("sample-data").toAbsolutePath();
	private static final AuditSettings SETTINGS = AuditSettings.of(DATA.resolve("models/sound.onnx"), ClassifierOptions
		.defaults(), ExtremalSettings.defaults().withAreas(0.2).withMode(Mode.FAST, PASSES)).withUnit(AuditUnit.PLANE, 1, 0)
		.withWarm(true);

	@TempDir
	private Path folder;
	private SizedClassifiers classifiers;
	private List<AuditItem> items;

	@BeforeEach
	void open() throws IOException {
		Path file = folder.resolve("movie.tif");
		IJ.saveAsTiff(movie(12), file.toString());
		classifiers = new SizedClassifiers(SETTINGS.model(), SETTINGS.options(), Classifier::open, note -> {});
		items = new AuditItems(SETTINGS, images()).of(new Study(folder, List.of(new StudyImage("movie.tif", file, Optional
			.empty()))), Steps.SILENT);
	}

	@AfterEach
	void close() throws IOException {
		classifiers.close();
	}

	@Test
	void onlyMasksThatAreNotAtHandAreFoundAgain() throws IOException {
		ItemExplainer inOrder = explainer();
		assertEquals(PASSES, passes(inOrder, 0));
		assertEquals(PASSES / 4, passes(inOrder, 1));
		assertEquals(PASSES / 4, passes(inOrder, 2));
		assertEquals(PASSES + PASSES / 4, passes(explainer(), 1));
		assertEquals(PASSES, passes(explainer(), 10));
	}

	@Test
	void masksAreTheSameWhetherThoseBeforeWereAtHandOrNot() throws IOException {
		ItemExplainer inOrder = explainer();
		for (int plane = 0; plane < 2; plane++)
			inOrder.explain(items.get(plane), Monitor.SILENT);
		assertArrayEquals(mask(inOrder, 2, Monitor.SILENT), mask(explainer(), 2, Monitor.SILENT));
	}

	@Test
	void aPlaneStartsAnewAfterOneThatCannotBeExplainedForWhateverReason() throws IOException {
		boolean[] failed = { false };
		Monitor defect = (pass, passes, masks) -> {
			if (failed[0]) return;
			failed[0] = true;
			throw new IllegalStateException("a defect");
		};
		float[] mask = mask(explainer(), 1, defect);
		assertArrayEquals(anew(1), mask);
		assertFalse(Arrays.equals(mask(explainer(), 1, Monitor.SILENT), mask));
	}

	@Test
	void theUserMayCancelWhileMasksAreFoundAgain() {
		assertThrows(CancellationException.class, () -> explainer().explain(items.get(1), (pass, passes, masks) -> {
			throw new CancellationException();
		}));
	}

	@Test
	void itemsThatStartFromOneAnotherStayTogether() {
		assertEquals(List.of(items.subList(0, 10), items.subList(10, 12)), AuditItems.runs(items));
	}

	private ItemExplainer explainer() {
		return new ItemExplainer(SETTINGS, classifiers, images());
	}

	private static OpenedImages images() {
		return new OpenedImages(TruthFiles.besideImages());
	}

	private float[] anew(int plane) throws IOException {
		AuditItem item = AuditItem.plane(items.get(plane).image(), 1, plane + 1, items.get(plane).plane(), Optional.empty());
		return explainer().explain(item, Monitor.SILENT).result().masks().get(0).mask();
	}

	private int passes(ItemExplainer explainer, int plane) throws IOException {
		int[] made = { 0 };
		explainer.explain(items.get(plane), (pass, passes, masks) -> made[0]++);
		return made[0];
	}

	private float[] mask(ItemExplainer explainer, int plane, Monitor monitor) throws IOException {
		ExtremalResult result = explainer.explain(items.get(plane), monitor).result();
		return result.masks().get(0).mask();
	}

	/** A cell that moves by a pixel from frame to frame. */
	private static ImagePlus movie(int frames) {
		ImagePlus cell = IJ.openImage(DATA.resolve("images/responder_1.tif").toString());
		ImageStack stack = new ImageStack(cell.getWidth(), cell.getHeight());
		for (int frame = 0; frame < frames; frame++)
			for (int channel = 1; channel <= cell.getNChannels(); channel++) {
				ImageProcessor plane = cell.getStack().getProcessor(channel).duplicate();
				plane.translate(frame, 0);
				stack.addSlice(plane);
			}
		ImagePlus movie = new ImagePlus("movie", stack);
		movie.setDimensions(cell.getNChannels(), 1, frames);
		movie.setOpenAsHyperStack(true);
		return movie;
	}
}
