package io.github.fijiray.audit;

import io.github.fijiray.study.StudyImage;
import io.github.fijiray.study.StudyItem;

import java.awt.Rectangle;
import java.util.Optional;

/**
 * What one row of an audit is about.
 *
 * @param id the image's, and where it has several items a number sign and which one: {@code a.tif#z3 t1},
 *          {@code a.tif#17}, {@code a.tif#tile 2,5}
 * @param image the file
 * @param plane index of the plane in the stack, from 1; 0 for the one that ImageJ shows
 * @param region in pixels of the plane; empty for all
 * @param object index of the object in the image's truth; -1 for none
 * @param before the item whose masks the masks of this one start from; empty where they start anew
 */
record AuditItem(String id, StudyImage image, int plane, Optional<Rectangle> region, int object,
	Optional<AuditItem> before) implements StudyItem
{

	static AuditItem whole(StudyImage image) {
		return new AuditItem(image.id(), image, 0, Optional.empty(), -1, Optional.empty());
	}

	static AuditItem plane(StudyImage image, int slice, int frame, int plane, Optional<AuditItem> before) {
		return new AuditItem(image.id() + "#z" + slice + " t" + frame, image, plane, Optional.empty(), -1, before);
	}

	static AuditItem object(StudyImage image, int object, Rectangle region) {
		return new AuditItem(image.id() + "#" + (object + 1), image, 0, Optional.of(region), object, Optional.empty());
	}

	static AuditItem tile(StudyImage image, int column, int row, Rectangle region) {
		return new AuditItem(image.id() + "#tile " + column + "," + row, image, 0, Optional.of(region), -1, Optional.empty());
	}

	@Override
	public Optional<String> className() {
		return image.className();
	}
}
