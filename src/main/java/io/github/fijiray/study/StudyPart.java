package io.github.fijiray.study;

import java.util.List;

/**
 * What a shard takes of a study: whole images, so that it opens no others. Only where there are fewer images than shards,
 * a shard takes some of the items of all images.
 *
 * @param study the images to open
 * @param shard which one it is
 * @param wholeImages whether all items of the images belong to the shard
 */
public record StudyPart(Study study, Shard shard, boolean wholeImages) {

	public static StudyPart of(Study study, Shard shard) {
		if (study.images().size() < shard.count()) return new StudyPart(study, shard, false);
		return new StudyPart(new Study(study.folder(), shard.of(study.images())), shard, true);
	}

	/** The shard's own of all items of the images, or of all groups of items that are to stay together. */
	public <T> List<T> own(List<T> items) {
		return wholeImages ? items : shard.of(items);
	}
}
