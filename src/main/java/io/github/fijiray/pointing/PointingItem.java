package io.github.fijiray.pointing;

import io.github.fijiray.study.StudyItem;

import java.util.Optional;

/**
 * One map of a pointing game.
 *
 * @param objects name of the class whose objects are looked for
 * @param target index of the model's class that is explained
 */
record PointingItem(AnnotatedImage annotated, String objects, int target, PointingMethod method) implements StudyItem {

	@Override
	public String id() {
		return annotated.image().id() + "#" + objects + "#" + method.name();
	}

	@Override
	public Optional<String> className() {
		return Optional.of(objects);
	}
}
