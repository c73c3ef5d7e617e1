package io.github.fijiray.attribution.extremal;

import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.perturbation.PerturbationKind;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Judges schemes of optimisation by what is known about images: where the evidence is. Run by hand with
 *
 * <pre>
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp.txt
 * java -cp target/test-classes:target/classes:$(cat target/cp.txt) io.github.fijiray.attribution.extremal.OptimiserStudy \
 *   results.csv schemes groups [folder of models] [folder of images]
 * </pre>
 *
 * {@code schemes} and {@code groups} are names of {@link StudySchemes} and of groups of {@link StudyCases} with colons
 * between them, or {@code all}. What the results already hold is not computed again; the summary at the end is of all of
 * them.
 */
final class OptimiserStudy {

	private static final double[] AREAS = { 0.025, 0.05, 0.1, 0.2, 0.4 };
	/** The masks up to 0.2 vote in the pointing game. */
	private static final int SMALL_AREAS = 4;
	private static final int KEYS = 4;

	private OptimiserStudy() {}

	public static void main(String[] args) throws IOException {
		final Path results = Path.of(args[0]);
		final boolean pets = args.length > 4;
		if (!Files.exists(results)) Files.createFile(results);
		for (StudyCase study : StudyCases.of(Path.of("sample-data"), pets ? Path.of(args[3]) : null, pets ? Path.of(args[4])
			: null))
			for (Map.Entry<String, StudySchemes.Scheme> scheme : StudySchemes.ALL.entrySet())
				if (named(args[1], scheme.getKey()) && named(args[2], study.group())) judge(study, scheme.getKey(), scheme
					.getValue(), results);
		summarise(Files.readAllLines(results));
	}

	private static boolean named(String list, String name) {
		return list.equals("all") || Arrays.asList(list.split(":")).contains(name);
	}

	private static void judge(StudyCase study, String name, StudySchemes.Scheme scheme, Path results) throws IOException {
		final String key = name + "," + quoted(study.group()) + "," + quoted(study.name()) + ",";
		if (Files.readAllLines(results).stream().anyMatch(line -> line.startsWith(key))) return;
		final ExtremalObjective objective = StudyMeasures.objective(study, PerturbationKind.BLUR);
		final ExtremalSettings settings = ExtremalSettings.defaults().withAreas(AREAS).withMode(Mode.FAST, scheme
			.passes()).withSeed(scheme.seed());
		final float[][] masks = scheme.optimiser().optimise(objective, settings, AscentStart.ONES, Monitor.SILENT);
		final boolean hit = StudyMeasures.hits(study, Arrays.copyOf(masks, SMALL_AREAS));
		final List<String> rows = new ArrayList<>();
		for (int a = 0; a < masks.length; a++)
			rows.add(key + AREAS[a] + "," + (hit ? 1 : 0) + "," + StudyMeasures.of(study, masks[a]).row());
		Files.write(results, rows, StandardOpenOption.APPEND);
	}

	private static String quoted(String text) {
		return text.replace(',', ';');
	}

	/**
	 * Means over the images that all schemes of a group have explained, per group and scheme: hits, mass and score per area,
	 * and over the areas all else.
	 */
	private static void summarise(List<String> lines) {
		final Map<String, Map<String, List<String[]>>> groups = new LinkedHashMap<>();
		for (String line : lines) {
			final String[] row = line.split(",");
			groups.computeIfAbsent(row[1], g -> new LinkedHashMap<>()).computeIfAbsent(row[0], s -> new ArrayList<>()).add(row);
		}
		System.out.println("| images | scheme | hits | mass at " + Arrays.toString(AREAS).replaceAll("[\\[\\],]", "") +
			" | score at the same | shifted | blurred | binary | faded | steepest·σ | slope·σ | binariness |");
		System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|");
		groups.forEach((group, schemes) -> schemes.forEach((scheme, all) -> {
			final Set<String> common = images(all);
			schemes.values().forEach(rows -> common.retainAll(images(rows)));
			final List<String[]> rows = all.stream().filter(row -> common.contains(row[2])).toList();
			System.out.printf(Locale.ROOT, "| %s (%d) | %s | %.2f |%s |%s | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |%n",
				group, common.size(), scheme, mean(rows, KEYS), byArea(rows, KEYS + 1), byArea(rows, KEYS + 2), mean(rows, KEYS + 3),
				mean(rows, KEYS + 4), mean(rows, KEYS + 5), mean(rows, KEYS + 6), mean(rows, KEYS + 7), mean(rows, KEYS + 8),
				mean(rows, KEYS + 9));
		}));
	}

	private static Set<String> images(List<String[]> rows) {
		return rows.stream().map(row -> row[2]).collect(Collectors.toCollection(TreeSet::new));
	}

	private static String byArea(List<String[]> rows, int column) {
		final StringBuilder text = new StringBuilder();
		for (double area : AREAS)
			text.append(String.format(Locale.ROOT, " %.2f", mean(rows.stream().filter(row -> row[KEYS - 1].equals("" + area))
				.toList(), column)));
		return text.toString();
	}

	private static double mean(List<String[]> rows, int column) {
		return rows.stream().mapToDouble(row -> Double.parseDouble(row[column])).average().orElse(Double.NaN);
	}
}
