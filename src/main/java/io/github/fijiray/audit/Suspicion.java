package io.github.fijiray.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * Why a person should look at an image. All grounds are from 0 to 1, and 0 where the decision needs no evidence.
 *
 * @param outside how much of the evidence that could lie in the truth does not; 0 without truth
 * @param tiny how small a* is among all, 0 for the median and above; 0 without a*
 * @param samePlace share of the other images of the same prediction whose evidence, if they need any, has its centroid
 *          within a tenth of the image's size from here, as far as it is more than a third
 */
public record Suspicion(AuditRow row, double outside, double tiny, double samePlace) {

	private static final double NEAR = 0.1;
	private static final double USUAL = 1 / 3.0;

	/** The strongest ground first counts, the others decide between equals. */
	public double degree() {
		double strongest = Math.max(outside, Math.max(tiny, samePlace));
		return strongest + (outside + tiny + samePlace - strongest) / 10;
	}

	/** The strongest ground in words; empty if there is none. */
	public String reason() {
		if (degree() == 0) return "";
		if (outside >= tiny && outside >= samePlace) return "evidence outside the truth";
		return tiny >= samePlace ? "tiny evidence" : "evidence at the same place as in others";
	}

	/** All rows, the most suspicious first; equal ones in the order of the table. */
	public static List<Suspicion> ranked(List<AuditRow> rows) {
		OptionalDouble median = Distribution.of(rows.stream().map(AuditRow::optimalArea).toList()).quantile(0.5);
		Map<String, List<Place>> places = rows.stream().filter(AuditRow::needsEvidence).collect(Collectors.groupingBy(
			Suspicion::prediction, Collectors.mapping(Place::of, Collectors.toList())));
		List<Suspicion> all = new ArrayList<>();
		for (AuditRow row : rows)
			all.add(new Suspicion(row, row.outsideTruth().orElse(0), tiny(row, median), row.needsEvidence() ? samePlace(Place
				.of(row), places.get(prediction(row))) : 0));
		all.sort(Comparator.comparingDouble(Suspicion::degree).reversed());
		return all;
	}

	private static double tiny(AuditRow row, OptionalDouble median) {
		OptionalDouble area = row.optimalArea();
		return area.isEmpty() ? 0 : Math.max(0, 1 - area.getAsDouble() / median.getAsDouble());
	}

	/** @param all of the same prediction, with this one */
	private static double samePlace(Place place, List<Place> all) {
		int others = all.size() - 1;
		long near = all.stream().filter(place::isNear).count() - 1;
		return others == 0 ? 0 : Math.max(0, (double) near / others - USUAL) / (1 - USUAL);
	}

	private static String prediction(AuditRow row) {
		return row.text("prediction").orElseThrow();
	}

	/** Where the centroid lies in what was classified, from 0 to 1. */
	private record Place(double x, double y) {

		static Place of(AuditRow row) {
			return new Place(relative(row, "x", "width"), relative(row, "y", "height"));
		}

		boolean isNear(Place other) {
			return Math.hypot(x - other.x, y - other.y) < NEAR;
		}

		private static double relative(AuditRow row, String start, String size) {
			return (value(row, "evidence_" + start) - value(row, start)) / value(row, size);
		}

		private static double value(AuditRow row, String column) {
			return row.number(column).orElseThrow();
		}
	}
}
