package io.github.fijiray.audit.report;

import io.github.fijiray.audit.AuditRow;
import io.github.fijiray.audit.AuditSummary;
import io.github.fijiray.audit.AuditTable;
import io.github.fijiray.audit.MeanMask;
import io.github.fijiray.audit.Suspicion;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Writes audits as single HTML files that open without a network.
 * <p>
 * Up to {@value #FULL_PICTURES} images have their full pictures in the page; with more, those are links to the audit's
 * folder, and the thumbnails alone are in the page. The table lists the {@value #ROWS} most suspicious or most changed
 * images; figures and charts are over all.
 * </p>
 */
public final class AuditReport {

	/** Name of the page in the audit's folder. */
	public static final String FILE = "report.html";

	private static final int FULL_PICTURES = 100;
	private static final int ROWS = 5000;
	private static final int SUSPICIOUS = 8;
	private static final double NOTABLE = 0.25;
	private static final int CLASSES = 12;
	private static final int CONFUSIONS = 30;
	private static final int MEAN_SIZE = 96;

	private AuditReport() {}

	/**
	 * Pictures that are missing or broken are told in the page.
	 *
	 * @throws IOException if the page cannot be written, or the table names files outside of the audit's folder
	 */
	public static void write(AuditTable table, Path file) throws IOException {
		Map<String, Object> page = new HashMap<>();
		List<AuditRow> results = table.results();
		Verdict verdict = Verdict.of(table);
		page.put("title", "Audit of " + verdict.name());
		page.put("verdict", verdict);
		page.put("figures", figures(table));
		Map<String, List<AuditRow>> classes = largest(table.byClass());
		page.put("leftOut", table.byClass().size() - classes.size());
		page.put("charts", results.isEmpty() ? List.of() : charts(classes));
		page.put("means", means(table, classes));
		page.put("confusions", confusions(results));
		Pictures pictures = new Pictures(table, file, results.size() <= FULL_PICTURES);
		List<Item> items = items(results, pictures);
		page.put("items", items);
		page.put("suspicious", items.stream().filter(item -> item.degree() > NOTABLE).limit(SUSPICIOUS).toList());
		page.put("classes", items.stream().map(Item::className).filter(name -> !name.isEmpty()).distinct().sorted().toList());
		page.put("total", results.size());
		page.put("missing", missing(pictures.missing()));
		page.put("shortened", results.size() > items.size() ? Wording.count(items.size(), "image") : "");
		page.put("failures", failures(table));
		page.put("settings", table.settings().entrySet());
		Page.write(file, "audit", page);
	}

	/**
	 * Writes two audits of the same images beside each other.
	 *
	 * @throws IOException if the page cannot be written, or a table names files outside of its audit's folder
	 * @throws IllegalArgumentException if no image has a result in both
	 */
	public static void write(AuditTable first, AuditTable second, Path file) throws IOException {
		Comparison comparison = Comparison.of(first, second);
		Map<String, Object> page = new HashMap<>();
		String a = name(first, second), b = name(second, first);
		page.put("title", a + " → " + b);
		page.put("a", a);
		page.put("b", b);
		page.put("headline", headline(comparison));
		page.put("first", Verdict.of(first));
		page.put("second", Verdict.of(second));
		boolean whole = comparison.changes().size() <= FULL_PICTURES / 2;
		Pictures ofFirst = new Pictures(first, file, whole), ofSecond = new Pictures(second, file, whole);
		page.put("changes", changes(comparison, ofFirst, ofSecond));
		page.put("missing", missing(ofFirst.missing() + ofSecond.missing()));
		page.put("total", comparison.changes().size());
		page.put("shortened", comparison.changes().size() > ROWS ? Wording.count(ROWS, "image") : "");
		page.put("onlyFirst", comparison.onlyFirst());
		page.put("onlySecond", comparison.onlySecond());
		page.put("settings", differences(first.settings(), second.settings()));
		Page.write(file, "comparison", page);
	}

	private record Figure(String value, String words) {}

	private static List<Figure> figures(AuditTable table) {
		List<AuditRow> results = table.results();
		List<AuditRow> needing = results.stream().filter(AuditRow::needsEvidence).toList();
		AuditSummary all = AuditSummary.of(results), evidence = AuditSummary.of(needing);
		OptionalDouble chance = needing.stream().flatMapToDouble(row -> row.number("truth_area").stream()).average();
		return List.of(new Figure(String.valueOf(table.rows().size()), "images, " + results.size() + " with a result"),
			new Figure(Wording.percent(all.accuracy()), "of the decisions are right"), new Figure(results.isEmpty() ? "–"
				: Wording.percent(all.withoutEvidence()), "of the decisions need no evidence"), new Figure(Wording.percent(
					evidence.massInside().mean()), "of the evidence lies in the truth; a mask without aim: " + Wording.percent(
						chance)), new Figure(Wording.percent(evidence.pointingHits()),
							"of the masks point into the truth, of decisions that need evidence"), new Figure(Wording.percent(all
								.optimalArea().quantile(0.5)), "of the image is enough (median a*)" + (all.insufficient() > 0 ? "; for " +
									Wording.percent(all.insufficient()) + " of the decisions no area was" : "")));
	}

	private static Map<String, List<AuditRow>> largest(Map<String, List<AuditRow>> classes) {
		Map<String, List<AuditRow>> largest = new LinkedHashMap<>(classes);
		classes.entrySet().stream().sorted((a, b) -> b.getValue().size() - a.getValue().size()).skip(CLASSES).forEach(
			entry -> largest.remove(entry.getKey()));
		return largest;
	}

	private static List<Histogram> charts(Map<String, List<AuditRow>> classes) {
		return List.of(Histogram.ofShares("Does the evidence lie in the truth?", "share of the evidence in the truth", classes,
			row -> row.needsEvidence() ? row.number("mass_inside") : OptionalDouble.empty(), rows -> rows.stream().filter(
				AuditRow::needsEvidence).flatMapToDouble(row -> row.number("truth_area").stream()).average()), Histogram
					.ofShares("How small is the evidence?", "a*, share of the image that is enough", classes,
						AuditRow::optimalArea, rows -> OptionalDouble.empty()), Histogram.of("How sure is the classifier?",
							"score of the class it says", classes, row -> row.number("score")));
	}

	private record Mean(String name, int images, String picture, String brightest) {}

	private static List<Mean> means(AuditTable table, Map<String, List<AuditRow>> classes) throws IOException {
		List<Mean> means = new ArrayList<>();
		for (Map.Entry<String, List<AuditRow>> entry : classes.entrySet()) {
			List<AuditRow> needing = entry.getValue().stream().filter(AuditRow::needsEvidence).toList();
			MeanMask mean = MeanMask.of(table, needing, MEAN_SIZE);
			double brightest = 0;
			for (float value : mean.values())
				brightest = Math.max(brightest, value);
			means.add(new Mean(entry.getKey(), mean.images(), mean.images() == 0 ? "" : Pictures.heat(mean, brightest), Wording
				.percent(brightest)));
		}
		return means;
	}

	private record Confused(String className, String prediction, boolean wrong, int images, String width, String area,
		String areaWidth)
	{}

	private static List<Confused> confusions(List<AuditRow> results) {
		List<AuditSummary.Confusion> all = AuditSummary.confusions(results);
		Set<List<String>> right = new LinkedHashSet<>();
		for (AuditRow row : results)
			if (row.truth("correct").orElse(false)) right.add(List.of(row.className().orElseThrow(), row.text("prediction")
				.orElseThrow()));
		int most = all.stream().mapToInt(AuditSummary.Confusion::images).max().orElse(1);
		return all.stream().sorted((a, b) -> b.images() - a.images()).limit(CONFUSIONS).map(pair -> new Confused(pair
			.className(), pair.prediction(), !right.contains(List.of(pair.className(), pair.prediction())), pair.images(),
			Wording.coordinate(100.0 * pair.images() / most), Wording.percent(pair.optimalArea().quantile(0.5)), Wording
				.coordinate(100 * pair.optimalArea().quantile(0.5).orElse(0)))).toList();
	}

	private static List<Item> items(List<AuditRow> results, Pictures pictures) throws IOException {
		List<Suspicion> ranked = Suspicion.ranked(results);
		List<Item> items = new ArrayList<>();
		for (Suspicion suspicion : ranked.subList(0, Math.min(ROWS, ranked.size())))
			items.add(Item.of(items.size() + 1, suspicion, pictures.of(suspicion.row())));
		return items;
	}

	/** @return the empty text for none */
	private static String missing(int pictures) {
		return pictures == 0 ? "" : Wording.count(pictures, "picture") + (pictures == 1 ? " is" : " are") +
			" missing or broken and crossed out here. Delete the row in audit.csv and start the audit again to make it anew.";
	}

	private record Failure(String id, String reason) {}

	private static List<Failure> failures(AuditTable table) {
		return table.failures().stream().map(row -> new Failure(row.id(), row.error().orElseThrow())).toList();
	}

	private static String name(AuditTable table, AuditTable other) {
		String name = Verdict.of(table).name();
		return name.equals(Verdict.of(other).name()) ? name + " (" + table.output().toAbsolutePath().normalize()
			.getFileName() + ")" : name;
	}

	private static String headline(Comparison comparison) {
		int all = comparison.changes().size();
		long said = comparison.changes().stream().filter(Comparison.Change::otherPrediction).count();
		long moved = comparison.changes().stream().filter(change -> EvidenceKind.of(change.first()) != EvidenceKind.of(change
			.second())).count();
		return (said == 0 ? "No decision differs" : said + " of " + Wording.count(all, "decision") + (said == 1 ? " differs"
			: " differ")) + (moved == 0 ? ", and each rests on the same kind of evidence." : said == 0 ? ", but " + moved +
				" of " + all + (moved == 1 ? " rests" : " rest") + " on other evidence." : ", and " + moved + (moved == 1
					? " rests" : " rest") + " on other evidence.");
	}

	private record Pair(int rank, String id, String className, boolean otherPrediction, Item first, Item second,
		String shift, String shiftValue, String area, String areaValue, String inside, String insideValue)
	{}

	private static List<Pair> changes(Comparison comparison, Pictures ofFirst, Pictures ofSecond) throws IOException {
		List<Pair> pairs = new ArrayList<>();
		for (Comparison.Change change : comparison.changes().subList(0, Math.min(ROWS, comparison.changes().size())))
			pairs.add(new Pair(pairs.size() + 1, change.first().id(), change.first().className().orElse(""), change
				.otherPrediction(), item(change.first(), ofFirst), item(change.second(), ofSecond), Wording.percent(change
					.shift()), Wording.raw(change.shift()), signed(change.area()), Wording.raw(change.area()), signed(change
						.inside()), Wording.raw(change.inside())));
		return pairs;
	}

	private static Item item(AuditRow row, Pictures pictures) throws IOException {
		return Item.of(0, new Suspicion(row, 0, 0, 0), pictures.of(row));
	}

	private static String signed(OptionalDouble difference) {
		String words = Wording.percent(difference);
		return difference.orElse(0) > 0 ? "+" + words : words.replace('-', '−');
	}

	private record Setting(String key, String a, String b, boolean differs) {}

	private static List<Setting> differences(Map<String, String> first, Map<String, String> second) {
		Set<String> keys = new LinkedHashSet<>(first.keySet());
		keys.addAll(second.keySet());
		return keys.stream().map(key -> {
			String a = first.getOrDefault(key, ""), b = second.getOrDefault(key, "");
			return new Setting(key, a, b, !a.equals(b));
		}).toList();
	}
}
