package io.github.fijiray.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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
 *          within a tenth of the image's size from here, as far as it is more than a third; 0 with fewer than
 *          {@value #ENOUGH} such images, and where the evidence lies in the truth
 */
public record Suspicion(AuditRow row, double outside, double tiny, double samePlace) {

	private static final double NEAR = 0.1;
	private static final double USUAL = 1 / 3.0;
	/** Of fewer images, some lie at one place by chance. */
	private static final int ENOUGH = 10;

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
		Map<String, Places> places = rows.stream().filter(AuditRow::needsEvidence).collect(Collectors.groupingBy(
			Suspicion::prediction, Collectors.collectingAndThen(Collectors.mapping(Place::of, Collectors.groupingBy(
				place -> place, Collectors.counting())), Places::new)));
		List<Suspicion> all = new ArrayList<>();
		for (AuditRow row : rows)
			all.add(new Suspicion(row, row.outsideTruth().orElse(0), tiny(row, median), samePlace(row, places)));
		all.sort(Comparator.comparingDouble(Suspicion::degree).reversed());
		return all;
	}

	private static double tiny(AuditRow row, OptionalDouble median) {
		OptionalDouble area = row.optimalArea();
		return area.isEmpty() ? 0 : Math.max(0, 1 - area.getAsDouble() / median.getAsDouble());
	}

	private static double samePlace(AuditRow row, Map<String, Places> places) {
		boolean expected = row.outsideTruth().orElse(1) <= 0.5;
		return expected || !row.needsEvidence() ? 0 : places.get(prediction(row)).shared(Place.of(row));
	}

	private static String prediction(AuditRow row) {
		return row.text("prediction").orElseThrow();
	}

	/**
	 * Where the evidence of the images of one prediction lies.
	 *
	 * @param images number of images by place
	 * @param near number of images near a place, as far as it was asked for
	 */
	private record Places(Map<Place, Long> images, Map<Place, Long> near) {

		Places(Map<Place, Long> images) {
			this(images, new HashMap<>());
		}

		/** How much more of the other images than usual lie near, from 0 to 1. */
		double shared(Place place) {
			long all = images.values().stream().mapToLong(Long::longValue).sum();
			if (all < ENOUGH) return 0;
			double others = near.computeIfAbsent(place, this::count) - 1;
			return Math.max(0, others / (all - 1) - USUAL) / (1 - USUAL);
		}

		private long count(Place place) {
			return images.entrySet().stream().filter(other -> place.isNear(other.getKey())).mapToLong(Map.Entry::getValue)
				.sum();
		}
	}

	/**
	 * Where the centroid lies in what was classified, from 0 to 1. In hundredths: there are few places then, however many
	 * images there are.
	 */
	private record Place(double x, double y) {

		static Place of(AuditRow row) {
			return new Place(relative(row, "x", "width"), relative(row, "y", "height"));
		}

		boolean isNear(Place other) {
			return Math.hypot(x - other.x, y - other.y) < NEAR;
		}

		private static double relative(AuditRow row, String start, String size) {
			return Math.rint(100 * (value(row, "evidence_" + start) - value(row, start)) / value(row, size)) / 100;
		}

		private static double value(AuditRow row, String column) {
			return row.number(column).orElseThrow();
		}
	}
}
