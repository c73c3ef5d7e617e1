package io.github.fijiray.audit;

import io.github.fijiray.study.OpenedImages;
import io.github.fijiray.study.Steps;
import io.github.fijiray.study.Study;
import io.github.fijiray.study.StudyImage;
import io.github.fijiray.study.Truth;
import io.github.fijiray.study.TruthObject;

import ij.ImagePlus;

import java.awt.Rectangle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists what is to be audited in the images of a study. */
final class AuditItems {

	/**
	 * Of so many planes in a row the first one starts anew: errors do not travel further, and an audit that goes on has to
	 * repeat no more than these.
	 */
	private static final int WARM_PLANES = 10;

	private final AuditSettings settings;
	private final OpenedImages images;

	AuditItems(AuditSettings settings, OpenedImages images) {
		this.settings = settings;
		this.images = images;
	}

	/** An image that cannot be taken apart is one item, which will tell why. */
	List<AuditItem> of(Study study, Steps steps) {
		if (settings.unit() == AuditUnit.IMAGE) return study.images().stream().map(AuditItem::whole).toList();
		List<AuditItem> items = new ArrayList<>();
		int number = 0;
		for (StudyImage image : study.images()) {
			steps.next(++number, study.images().size());
			try {
				items.addAll(parts(image));
			}
			catch (IOException | IllegalArgumentException toldByItsRow) {
				items.add(AuditItem.whole(image));
			}
		}
		return items;
	}

	/** Every item with those after it that start from one another: what no two shards divide, or both would do its work. */
	static List<List<AuditItem>> runs(List<AuditItem> items) {
		List<List<AuditItem>> runs = new ArrayList<>();
		for (AuditItem item : items) {
			if (item.before().isEmpty()) runs.add(new ArrayList<>());
			runs.get(runs.size() - 1).add(item);
		}
		return runs;
	}

	private List<AuditItem> parts(StudyImage image) throws IOException {
		return switch (settings.unit()) {
			case IMAGE -> List.of(AuditItem.whole(image));
			case PLANE -> planes(image, images.image(image));
			case OBJECT -> objects(image, images.truth(image), images.image(image));
			case TILE -> tiles(image, images.image(image));
		};
	}

	/** A warm plane starts from the slice before in its frame, or where frames have one slice, from the frame before. */
	private List<AuditItem> planes(StudyImage image, ImagePlus stack) {
		List<AuditItem> items = new ArrayList<>();
		for (int frame = 1; frame <= stack.getNFrames(); frame++)
			for (int slice = 1; slice <= stack.getNSlices(); slice++) {
				int number = stack.getNSlices() > 1 ? slice : frame;
				boolean warm = settings.warm() && number % WARM_PLANES != 1;
				items.add(AuditItem.plane(image, slice, frame, stack.getStackIndex(1, slice, frame), warm ? Optional.of(items.get(
					items.size() - 1)) : Optional.empty()));
			}
		return items;
	}

	private List<AuditItem> objects(StudyImage image, Optional<Truth> truth, ImagePlus opened) {
		List<AuditItem> items = new ArrayList<>();
		List<TruthObject> objects = truth.orElseThrow(() -> new IllegalArgumentException("no truth")).objects();
		for (int i = 0; i < objects.size(); i++) {
			Rectangle box = new Rectangle(objects.get(i).bounds());
			box.grow(settings.margin(), settings.margin());
			items.add(AuditItem.object(image, i, box.intersection(new Rectangle(opened.getWidth(), opened.getHeight()))));
		}
		return items;
	}

	/** Tiles of one size; the last ones of a row or column lie against the border and overlap those before. */
	private List<AuditItem> tiles(StudyImage image, ImagePlus opened) {
		int width = Math.min(settings.tile(), opened.getWidth());
		int height = Math.min(settings.tile(), opened.getHeight());
		List<AuditItem> items = new ArrayList<>();
		for (int y = 0, row = 1; y < opened.getHeight(); y += height, row++)
			for (int x = 0, column = 1; x < opened.getWidth(); x += width, column++)
				items.add(AuditItem.tile(image, column, row, new Rectangle(Math.min(x, opened.getWidth() - width), Math.min(y,
					opened.getHeight() - height), width, height)));
		return items;
	}
}
