package io.github.fijiray.attribution.extremal;

import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.perturbation.PerturbationKind;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * How good masks are that start at known masks, beside those that start from ones. Run by hand with
 *
 * <pre>
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp.txt
 * java -cp target/test-classes:target/classes:$(cat target/cp.txt) io.github.fijiray.attribution.extremal.WarmStartStudy fast
 * </pre>
 *
 * The argument is a mode. The cases are the first responding cells, for both classifiers of the sample data.
 */
final class WarmStartStudy {

	private static final double[] KNOWN = { 0.05, 0.1, 0.2, 0.4 };
	/** Areas between the known ones and below: each starts from the mask of the next larger one. */
	private static final double[] BETWEEN = { 0.035, 0.079, 0.158, 0.317 };
	/** Pixels along both axes by which the next image is moved. */
	private static final int MOVE = 3;
	/** A warm start takes a quarter of these; the second one is what a mode takes by itself. */
	private static final double[] SHARES = { 0.5, 1, 2 };

	private final Mode mode;
	private final int passes;
	private final List<StudyCase> cases;

	private WarmStartStudy(Mode mode, List<StudyCase> cases) {
		this.mode = mode;
		this.passes = ExtremalSettings.defaults().withMode(mode, 0).passesOrDefault();
		this.cases = cases;
	}

	public static void main(String[] args) throws IOException {
		final List<StudyCase> cases = StudyCases.of(Path.of("sample-data"), null, null).stream().filter(study -> study.name()
			.matches("responder_[1-4]\\.tif")).toList();
		new WarmStartStudy(Mode.valueOf(args[0].toUpperCase(Locale.ROOT)), cases).print();
	}

	private void print() {
		final float[][][] known = new float[cases.size()][][];
		for (int c = 0; c < known.length; c++)
			known[c] = masks(cases.get(c), KNOWN, 1, AscentStart.ONES);
		System.out.println("| passes | between: mass, score | same | next |\n|---|---|---|---|");
		print(passes + " from ones", cell(BETWEEN, null, 1, 0), cell(KNOWN, null, 1, 0), cell(KNOWN, null, 1, MOVE));
		for (double share : SHARES)
			print((int) (passes * share / 4) + " from masks", cell(BETWEEN, known, share, 0), cell(KNOWN, known, share, 0), cell(
				KNOWN, known, share, MOVE));
		print("the masks as they are", "", "", cell(KNOWN, known, 0, MOVE));
	}

	private static void print(String... cells) {
		System.out.println("| " + String.join(" | ", cells) + " |");
	}

	/**
	 * @param known masks to start from; null for ones
	 * @param share of the passes; 0 for the known masks as they are
	 * @param move of the image
	 */
	private String cell(double[] areas, float[][][] known, double share, int move) {
		double mass = 0, score = 0;
		for (int c = 0; c < cases.size(); c++) {
			final StudyCase study = moved(cases.get(c), move);
			final AscentStart start = known == null ? AscentStart.ONES : AscentStart.at(known[c]);
			for (float[] mask : share == 0 ? known[c] : masks(study, areas, share, start)) {
				final StudyMeasures measures = StudyMeasures.of(study, mask);
				mass += measures.mass();
				score += measures.score();
			}
		}
		final int count = cases.size() * areas.length;
		return String.format(Locale.ROOT, "%.3f %.3f", mass / count, score / count);
	}

	private float[][] masks(StudyCase study, double[] areas, double share, AscentStart start) {
		final ExtremalSettings settings = ExtremalSettings.defaults().withAreas(areas).withMode(mode, (int) (passes * share));
		return mode.optimiser().optimise(StudyMeasures.objective(study, PerturbationKind.BLUR), settings, start,
			Monitor.SILENT);
	}

	/** The same with all that is on the image moved right and down; what comes in repeats the border. */
	private static StudyCase moved(StudyCase study, int move) {
		if (move == 0) return study;
		final PreparedImage image = study.image();
		final float[] pixels = image.pixels(), moved = new float[pixels.length];
		for (int i = 0; i < moved.length; i++) {
			final int x = i % image.width(), y = i / image.width() % image.height();
			moved[i] = pixels[i - Math.min(x, move) - Math.min(y, move) * image.width()];
		}
		final int width = image.placement().sourceWidth(), by = move * width / image.placement().scaledWidth();
		final boolean[] region = new boolean[study.region().length];
		for (int i = 0; i < region.length; i++)
			region[i] = i % width >= by && i / width >= by && study.region()[i - by - by * width];
		return new StudyCase(study.group(), study.name(), new PreparedImage(moved, image.channels(), image.black(), image
			.placement(), image.inputHeight(), image.inputWidth(), image.notes()), study.scorer(), study.target(), region);
	}
}
