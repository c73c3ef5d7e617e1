package io.github.fijiray.audit.report;

import io.github.fijiray.audit.AuditRow;
import io.github.fijiray.audit.AuditTable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * What an audit says in one sentence, and the bars that show it.
 *
 * @param name of the model
 * @param headline how many decisions are right, and what they rest on
 * @param tone {@code warning} if more than a quarter of the decisions with truth and evidence rest on something else
 */
record Verdict(String name, String headline, String tone, List<Bar> bars) {

	private static final double TOLERATED = 0.25;

	/** Decisions of one kind, divided by what they rest on. */
	record Bar(String label, int count, List<Segment> segments) {}

	/** @param percent of all decisions, the width */
	record Segment(String css, String words, long count, String percent) {}

	static Verdict of(AuditTable table) {
		List<AuditRow> rows = table.results();
		String name = table.settings().getOrDefault("model", "the classifier");
		List<AuditRow> right = where(rows, row -> row.truth("correct").orElse(false));
		List<AuditRow> wrong = where(rows, row -> !row.truth("correct").orElse(true));
		List<AuditRow> open = where(rows, row -> row.truth("correct").isEmpty());
		List<Bar> bars = new ArrayList<>();
		if (!right.isEmpty()) bars.add(bar("right", right, rows.size()));
		if (!wrong.isEmpty()) bars.add(bar("wrong", wrong, rows.size()));
		if (!open.isEmpty()) bars.add(bar("class not known", open, rows.size()));
		long outside = count(rows, EvidenceKind.OUTSIDE);
		boolean warning = outside > TOLERATED * (outside + count(rows, EvidenceKind.INSIDE));
		return new Verdict(name, headline(table, rows, right, right.size() + wrong.size()), warning ? "warning" : "calm",
			bars);
	}

	private static String headline(AuditTable table, List<AuditRow> rows, List<AuditRow> right, int known) {
		if (table.rows().isEmpty()) return "Nothing is audited yet.";
		if (rows.isEmpty()) return "None of the " + Wording.count(table.rows().size(), "image") + " could be audited.";
		if (known == 0) return Wording.count(rows.size(), "decision") + " explained, right or wrong is not known: " + rests(
			rows) + ".";
		String start = right.size() + " of " + Wording.count(known, "decision") + (known == 1 ? " is right" : " are right");
		return right.isEmpty() ? start + "." : start + (count(right, EvidenceKind.OUTSIDE) > 0 ? ", but " : ": ") + rests(
			right) + ".";
	}

	private static String rests(List<AuditRow> rows) {
		long outside = count(rows, EvidenceKind.OUTSIDE);
		long inside = count(rows, EvidenceKind.INSIDE);
		long none = count(rows, EvidenceKind.NONE);
		List<String> parts = new ArrayList<>();
		if (outside > 0 && inside == 0) parts.add("none of them rests on what should be seen: in " + outside +
			" the evidence lies outside the truth");
		else if (outside > 0) parts.add("in " + outside + " of " + (outside + inside) +
			" that need evidence it lies outside the truth");
		else if (inside > 0) parts.add("in all " + inside + " that need evidence it lies in the truth");
		if (none > 0) parts.add(none + (none == 1 ? " needs" : " need") + " no evidence in the image");
		long unknown = count(rows, EvidenceKind.UNKNOWN);
		if (unknown > 0) parts.add("in " + unknown + " no truth says whether the evidence is sound");
		return String.join(", ", parts);
	}

	private static Bar bar(String label, List<AuditRow> rows, int all) {
		List<Segment> segments = Arrays.stream(EvidenceKind.values()).map(kind -> new Segment(kind.css(), kind.words(), count(
			rows, kind), Wording.coordinate(100.0 * count(rows, kind) / all))).filter(segment -> segment.count() > 0).toList();
		return new Bar(label, rows.size(), segments);
	}

	private static long count(List<AuditRow> rows, EvidenceKind kind) {
		return rows.stream().filter(row -> EvidenceKind.of(row) == kind).count();
	}

	private static List<AuditRow> where(List<AuditRow> rows, Predicate<AuditRow> condition) {
		return rows.stream().filter(condition).toList();
	}
}
