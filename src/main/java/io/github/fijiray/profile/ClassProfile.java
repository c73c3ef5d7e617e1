package io.github.fijiray.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Which channels belong to a class: the mean of m<sub>a*</sub> over its images (Fong, Patrick, Vedaldi, ICCV 2019, §5.2).
 *
 * @param target index of the class
 * @param label name of the class
 * @param images number of images
 * @param weights per channel the share of the images whose decision it carries
 * @param activations per channel the mean over these images
 */
record ClassProfile(int target, String label, int images, float[] weights, float[] activations) {

	/** The profiles of all classes that there are images of, by index. */
	static List<ClassProfile> of(List<ImageProfile> images) {
		Map<Integer, List<ImageProfile>> classes = new TreeMap<>();
		images.forEach(image -> classes.computeIfAbsent(image.target(), target -> new ArrayList<>()).add(image));
		return classes.values().stream().map(ClassProfile::ofClass).toList();
	}

	private static ClassProfile ofClass(List<ImageProfile> images) {
		ImageProfile first = images.get(0);
		float[] weights = new float[first.activations().length], activations = new float[weights.length];
		for (ImageProfile image : images) {
			for (int k : image.kept())
				weights[k] += 1f / images.size();
			for (int k = 0; k < activations.length; k++)
				activations[k] += image.activations()[k] / images.size();
		}
		return new ClassProfile(first.target(), first.label(), images.size(), weights, activations);
	}

	/** All channels, those of the greatest weight first, of equal ones the most active. */
	List<Integer> ranking() {
		return IntStream.range(0, weights.length).boxed().sorted(Comparator.<Integer> comparingDouble(k -> -weights[k])
			.thenComparingDouble(k -> -activations[k])).toList();
	}

	/** The first channels of the ranking that have any weight. */
	List<Integer> top(int count) {
		return ranking().stream().filter(k -> weights[k] > 0).limit(count).toList();
	}

	/** The images of any class that excite a channel most, the most exciting one first. */
	static List<ImageProfile> exciting(int channel, List<ImageProfile> images, int count) {
		return images.stream().sorted(Comparator.comparingDouble(image -> -image.activations()[channel])).limit(count)
			.toList();
	}
}
