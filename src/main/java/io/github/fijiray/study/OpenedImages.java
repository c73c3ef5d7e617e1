package io.github.fijiray.study;

import io.github.fijiray.imagej.ImageInput;
import io.github.fijiray.imagej.Quietly;

import ij.IJ;
import ij.ImagePlus;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Optional;

/** The image file that is worked on, with its truth. One at a time is held; of a TIFF stack one plane at a time. */
public final class OpenedImages {

	private final TruthFiles truths;
	private final boolean planes;
	private StudyImage last;
	private ImagePlus image;
	private Optional<Truth> truth;

	/** @param planes whether the files are stacks that are gone through plane by plane */
	public OpenedImages(TruthFiles truths, boolean planes) {
		this.truths = truths;
		this.planes = planes;
	}

	/** @throws IOException if ImageJ cannot read it */
	public ImagePlus image(StudyImage wanted) throws IOException {
		open(wanted);
		return image;
	}

	/** @throws IllegalArgumentException if there is a file of truth that does not fit the image */
	public Optional<Truth> truth(StudyImage wanted) throws IOException {
		open(wanted);
		if (truth == null) truth = truths.of(wanted, image.getWidth(), image.getHeight());
		return truth;
	}

	private void open(StudyImage wanted) throws IOException {
		if (wanted.equals(last)) return;
		last = null;
		image = null;
		truth = null;
		image = read(wanted);
		last = wanted;
	}

	private ImagePlus read(StudyImage wanted) throws IOException {
		String path = wanted.file().toString();
		boolean virtual = planes && path.toLowerCase(Locale.ROOT).matches(".*\\.tiff?") && Files.exists(wanted.file()) && Files
			.size(wanted.file()) > 0;
		try {
			Optional<ImagePlus> stack = virtual ? Quietly.tried(() -> IJ.openVirtual(path)).value() : Optional.empty();
			if (stack.isPresent()) return stack.get();
			Quietly.Outcome<ImagePlus> opened = Quietly.tried(() -> ImageInput.find(path));
			return opened.value().orElseThrow(() -> new IOException("ImageJ cannot read '" + path + "': " + opened.error()));
		}
		catch (RuntimeException e) {
			throw new IOException("ImageJ cannot read '" + path + "': " + e, e);
		}
	}
}
