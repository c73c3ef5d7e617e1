package io.github.fijiray.audit;

import io.github.fijiray.imagej.WholeFile;
import io.github.fijiray.study.OutputException;
import io.github.fijiray.study.ResultTable;
import io.github.fijiray.study.Steps;
import io.github.fijiray.study.StudyImage;

import ij.ImagePlus;
import ij.ImageStack;
import ij.VirtualStack;
import ij.io.Opener;
import ij.measure.Calibration;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Puts the evidence of all planes, objects or tiles of an image together again: {@code evidence.tif} in the image's own
 * folder, a hyperstack of its slices and frames in its size and calibration. Where items overlap the larger value counts.
 */
final class EvidenceStacks {

	private static final String FILE = "evidence.tif";

	private final Path output;
	private final Consumer<String> notes;

	EvidenceStacks(Path output, Consumer<String> notes) {
		this.output = output;
		this.notes = notes;
	}

	/**
	 * Writes those that are missing, or older than the table.
	 *
	 * @throws OutputException if one cannot be written
	 */
	void write(List<AuditItem> items, Steps steps) throws IOException {
		Path table = output.resolve(Audit.TABLE + ".csv");
		Map<String, AuditRow> rows = ResultTable.read(table).stream().map(AuditRow::new).filter(row -> row.error().isEmpty())
			.collect(Collectors.toMap(AuditRow::id, row -> row));
		Map<StudyImage, List<AuditRow>> images = items.stream().filter(item -> rows.containsKey(item.id())).collect(
			Collectors.groupingBy(AuditItem::image, LinkedHashMap::new, Collectors.mapping(item -> rows.get(item.id()),
				Collectors.toList())));
		int number = 0;
		for (Map.Entry<StudyImage, List<AuditRow>> image : images.entrySet()) {
			steps.next(++number, images.size());
			Path file = output.resolve(AuditFiles.folder(AuditItem.whole(image.getKey()))).resolve(FILE);
			if (!Files.exists(file) || Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(table)) < 0) write(
				image.getKey().id(), file, image.getValue());
		}
	}

	private void write(String id, Path file, List<AuditRow> rows) throws OutputException {
		try {
			Planes planes = new Planes(rows);
			int slices = largest(rows, "slice"), frames = largest(rows, "frame");
			ImagePlus stack = new ImagePlus("evidence", slices * frames > 1 ? planes : planes.read());
			stack.setDimensions(1, slices, frames);
			stack.setOpenAsHyperStack(true);
			stack.setCalibration(calibration(rows.get(0)));
			Files.createDirectories(file.getParent());
			WholeFile.tiff(file, stack);
		}
		catch (OutOfMemoryError e) {
			notes.accept("The evidence of the parts of " + id + " is not put together to one image: not enough memory.");
		}
		catch (IOException e) {
			throw new OutputException("The evidence of all parts of an image cannot be written to " + file + " (" + e
				.getMessage() + "). All rows are safe; make room or restore the folder, and start again to write it.", e);
		}
	}

	/** That of the whole image, by that of a part. */
	private Calibration calibration(AuditRow row) {
		Calibration calibration = evidence(row).getCalibration().copy();
		calibration.xOrigin += value(row, "x");
		calibration.yOrigin += value(row, "y");
		return calibration;
	}

	/** An empty plane for a file that is missing. */
	private ImagePlus evidence(AuditRow row) {
		Opener opener = new Opener();
		opener.setSilentMode(true);
		ImagePlus image = opener.openImage(output.resolve(row.text("folder").orElseThrow()).resolve(FILE).toString());
		return image != null ? image : new ImagePlus("", new ByteProcessor(1, 1));
	}

	private static int largest(List<AuditRow> rows, String column) {
		return rows.stream().mapToInt(row -> value(row, column)).max().orElse(1);
	}

	private static int value(AuditRow row, String column) {
		return (int) row.number(column).orElseThrow();
	}

	/** One plane at a time is in memory. */
	private final class Planes extends VirtualStack {

		private final Map<Integer, List<AuditRow>> planes;
		private final int size;

		Planes(List<AuditRow> rows) {
			super(value(rows.get(0), "image_width"), value(rows.get(0), "image_height"), null, "");
			int slices = largest(rows, "slice");
			size = slices * largest(rows, "frame");
			planes = rows.stream().collect(Collectors.groupingBy(row -> value(row, "slice") + slices * (value(row, "frame") -
				1)));
			setBitDepth(8);
		}

		ImageStack read() {
			ImageStack stack = new ImageStack(getWidth(), getHeight());
			stack.addSlice(getProcessor(1));
			return stack;
		}

		@Override
		public ImageProcessor getProcessor(int n) {
			ByteProcessor plane = new ByteProcessor(getWidth(), getHeight());
			for (AuditRow row : planes.getOrDefault(n, List.of())) {
				ImageProcessor part = evidence(row).getProcessor();
				int left = value(row, "x"), top = value(row, "y");
				for (int y = 0; y < part.getHeight(); y++)
					for (int x = 0; x < part.getWidth(); x++)
						plane.set(left + x, top + y, Math.max(plane.get(left + x, top + y), part.get(x, y)));
			}
			return plane;
		}

		@Override
		public int size() {
			return size;
		}

		@Override
		public int getSize() {
			return size;
		}

		@Override
		public String getSliceLabel(int n) {
			return null;
		}
	}
}
