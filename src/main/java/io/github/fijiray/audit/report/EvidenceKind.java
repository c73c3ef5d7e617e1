package io.github.fijiray.audit.report;

import io.github.fijiray.audit.AuditRow;

import java.util.Locale;
import java.util.OptionalDouble;

/** What a decision rests on. The names in lower case are the classes of the style sheet. */
enum EvidenceKind {

	INSIDE("evidence in the truth"),

	/** More than half of what could lie in the truth does not. */
	OUTSIDE("evidence outside the truth"),

	/** The perturbed image is enough: the class is what is said when nothing is to be seen. */
	NONE("needs no evidence"),

	UNKNOWN("evidence, no truth known");

	private final String words;

	EvidenceKind(String words) {
		this.words = words;
	}

	String words() {
		return words;
	}

	String css() {
		return name().toLowerCase(Locale.ROOT);
	}

	/** @param row with a result */
	static EvidenceKind of(AuditRow row) {
		if (!row.needsEvidence()) return NONE;
		OptionalDouble outside = row.outsideTruth();
		if (outside.isEmpty()) return UNKNOWN;
		return outside.getAsDouble() > 0.5 ? OUTSIDE : INSIDE;
	}
}
