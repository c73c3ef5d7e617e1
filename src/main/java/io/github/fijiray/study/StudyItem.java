package io.github.fijiray.study;

import java.util.Optional;

/** One thing that a study looks at, and that gets one row of its table. */
public interface StudyItem {

	/** What the item is called in the table: the image's path relative to the study's folder, with slashes. */
	String id();

	/** The class that the item belongs to, if it is known. */
	Optional<String> className();
}
