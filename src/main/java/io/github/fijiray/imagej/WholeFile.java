package io.github.fijiray.imagej;

import ij.ImagePlus;
import ij.io.FileSaver;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

import javax.imageio.ImageIO;

/**
 * Files that appear whole or not at all: they are written under another name in the same folder, forced to the disk, and
 * then moved over an earlier file.
 */
public final class WholeFile {

	private WholeFile() {}

	/** Writes the content of a file that does not exist yet. */
	public interface Writer {

		void write(Path unfinished) throws IOException;
	}

	/** @throws IOException if the file could not be written; an earlier one is still there */
	public static void replace(Path file, Writer writer) throws IOException {
		String name = file.getFileName().toString();
		// NB: Java's temporary files are for their owner's eyes only, and would stay so after the move.
		Path unfinished = file.resolveSibling(".unfinished-" + UUID.randomUUID() + name.substring(Math.max(0, name
			.lastIndexOf('.'))));
		try {
			writer.write(unfinished);
			try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
				channel.force(true);
			}
			Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
		}
		finally {
			Files.deleteIfExists(unfinished);
		}
	}

	/** Writes an image or stack in ImageJ's TIFF. */
	public static void tiff(Path file, ImagePlus image) throws IOException {
		replace(file, unfinished -> {
			String title = image.getTitle();
			FileSaver saver = new FileSaver(image);
			boolean stack = image.getStackSize() > 1;
			Quietly.Outcome<Boolean> saved = Quietly.tried(() -> stack ? saver.saveAsTiffStack(unfinished.toString()) : saver
				.saveAsTiff(unfinished.toString()));
			image.setTitle(title);
			if (!saved.value().orElse(false)) throw new IOException("ImageJ could not write " + file + ": " + saved.error());
		});
	}

	/** Writes a picture as PNG. */
	public static void png(Path file, BufferedImage picture) throws IOException {
		replace(file, unfinished -> {
			if (!ImageIO.write(picture, "png", unfinished.toFile())) throw new IOException(
				"This Java cannot write PNG files.");
		});
	}
}
