package io.github.fijiray.study;

import ij.io.FileInfo;
import ij.io.TiffDecoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the header of a TIFF file says; no pixel is read.
 *
 * @param file where it is
 * @param planes one for each plane that has a header, or a single one for all planes of ImageJ's own stacks
 */
record TiffFile(Path file, List<FileInfo> planes) {

	/** @return empty if the file is no TIFF, or one that ImageJ's own decoder does not know */
	static Optional<TiffFile> of(Path file) {
		if (!file.toString().toLowerCase(Locale.ROOT).matches(".*\\.tiff?")) return Optional.empty();
		try {
			Path absolute = file.toAbsolutePath();
			FileInfo[] planes = new TiffDecoder(absolute.getParent().toString(), absolute.getFileName().toString())
				.getTiffInfo();
			return planes == null ? Optional.empty() : Optional.of(new TiffFile(absolute, List.of(planes)));
		}
		catch (IOException | RuntimeException toldWhenItIsOpened) {
			return Optional.empty();
		}
	}

	/** Whether it has several planes of one size and type. */
	boolean isStack() {
		FileInfo first = first();
		return planes.size() == 1 ? first.nImages > 1 : planes.stream().allMatch(plane -> plane.width == first.width &&
			plane.height == first.height && plane.fileType == first.fileType);
	}

	FileInfo first() {
		return planes.get(0);
	}

	/**
	 * ImageJ takes for black what a file lacks.
	 *
	 * @throws IOException if the file ends before its last pixel
	 */
	void requireWhole() throws IOException {
		long size = Files.size(file), needed = planes.stream().mapToLong(TiffFile::end).max().orElse(0);
		if (needed > size) throw new IOException("The file " + file.getFileName() + " is cut off: its header tells of " +
			needed + " bytes, it has " + size + "; copy it again.");
	}

	private static long end(FileInfo plane) {
		boolean compressed = plane.compression > FileInfo.COMPRESSION_NONE;
		if (compressed && plane.stripOffsets != null && plane.stripLengths != null) {
			long end = 0;
			for (int i = 0; i < Math.min(plane.stripOffsets.length, plane.stripLengths.length); i++)
				end = Math.max(end, Integer.toUnsignedLong(plane.stripOffsets[i]) + Integer.toUnsignedLong(
					plane.stripLengths[i]));
			return end;
		}
		boolean wholeBytes = plane.fileType != FileInfo.BITMAP && plane.fileType != FileInfo.GRAY12_UNSIGNED &&
			plane.fileType != FileInfo.GRAY10_UNSIGNED;
		long images = Math.max(1, plane.nImages);
		long bytes = compressed || !wholeBytes ? 0 : (long) plane.width * plane.height * plane.getBytesPerPixel();
		return plane.getOffset() + images * bytes + (images - 1) * plane.getGap();
	}
}
