package io.github.fijiray.audit.spark;

import io.github.fijiray.study.Shard;
import io.github.fijiray.study.Study;
import io.github.fijiray.study.StudyImage;
import io.github.fijiray.study.StudyPart;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The images of one task, in a form that travels to another machine.
 *
 * @param index from 1
 * @param count number of chunks
 * @param folder of the study
 */
record ImageChunk(int index, int count, String folder, List<Image> images) implements Serializable {

	/** @param className null if it is not known */
	private record Image(String id, String file, String className) implements Serializable {}

	/**
	 * Cuts a study into chunks that have their share of each class.
	 *
	 * @param size most images of a chunk
	 */
	static List<ImageChunk> of(Study study, int size) {
		int count = (study.images().size() + size - 1) / size;
		return IntStream.rangeClosed(1, count).mapToObj(index -> of(StudyPart.of(study, new Shard(index, count)))).toList();
	}

	private static ImageChunk of(StudyPart part) {
		List<Image> images = part.study().images().stream().map(image -> new Image(image.id(), image.file().toAbsolutePath()
			.toString(), image.className().orElse(null))).toList();
		return new ImageChunk(part.shard().index(), part.shard().count(), part.study().folder().toString(), new ArrayList<>(
			images));
	}

	StudyPart part() {
		Study study = new Study(Path.of(folder), images.stream().map(image -> new StudyImage(image.id, Path.of(image.file),
			Optional.ofNullable(image.className))).toList());
		return new StudyPart(study, new Shard(index, count), true);
	}
}
