package io.github.fijiray.study;

import java.nio.file.Path;
import java.util.Optional;

/**
 * An image file of a study.
 *
 * @param id path relative to the study's folder, with slashes on every system
 * @param file the file
 * @param className the class that the image belongs to, if it is known
 */
public record StudyImage(String id, Path file, Optional<String> className) implements StudyItem {}
