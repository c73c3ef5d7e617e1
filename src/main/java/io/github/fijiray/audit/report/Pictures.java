package io.github.fijiray.audit.report;

import io.github.fijiray.audit.AuditRow;
import io.github.fijiray.audit.AuditTable;
import io.github.fijiray.audit.MeanMask;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

import javax.imageio.ImageIO;

/** The pictures of an audit as a page takes them: within the page, or as links relative to its folder. */
final class Pictures {

	private static final int THUMBNAIL = 112;
	private static final String[] NAMES = { "image.png", "overlay.png" };

	private final AuditTable table;
	private final Path page;
	private final boolean whole;
	private int missing;

	/**
	 * @param page the file that shows the pictures
	 * @param whole whether full pictures are put into the page, and not only thumbnails
	 */
	Pictures(AuditTable table, Path page, boolean whole) {
		this.table = table;
		this.page = page.toAbsolutePath();
		this.whole = whole;
	}

	/** @param imageThumbnail the image in small; a data URI, as the next one is */
	record Pair(String imageThumbnail, String overlayThumbnail, String image, String overlay) {}

	/**
	 * A picture that is missing or broken is shown as an empty one, and counted.
	 *
	 * @throws IOException if the pictures lie outside of the audit's folder
	 */
	Pair of(AuditRow row) throws IOException {
		Path folder = table.files(row).orElseThrow().toAbsolutePath().normalize();
		if (!folder.startsWith(table.output().toAbsolutePath().normalize())) throw new IOException("The files of " + row
			.id() + " lie outside of the audit's folder: " + folder + ".");
		Shown image = shown(folder.resolve(NAMES[0])), overlay = shown(folder.resolve(NAMES[1]));
		return new Pair(image.thumbnail, overlay.thumbnail, image.full, overlay.full);
	}

	/** Number of pictures so far that are missing or broken. */
	int missing() {
		return missing;
	}

	private record Shown(String thumbnail, String full) {}

	private Shown shown(Path file) throws IOException {
		Optional<BufferedImage> read = read(file);
		if (read.isEmpty()) {
			missing++;
			String nothing = uri(crossedOut(), "png");
			return new Shown(nothing, nothing);
		}
		BufferedImage picture = read.get();
		return new Shown(jpeg(shrunk(picture, THUMBNAIL)), whole ? jpeg(picture) : link(file));
	}

	private static Optional<BufferedImage> read(Path file) {
		try {
			return Optional.ofNullable(ImageIO.read(file.toFile()));
		}
		catch (IOException | RuntimeException broken) {
			return Optional.empty();
		}
	}

	private static BufferedImage crossedOut() {
		BufferedImage picture = new BufferedImage(THUMBNAIL, THUMBNAIL, BufferedImage.TYPE_INT_RGB);
		Graphics2D g = picture.createGraphics();
		g.setColor(Color.LIGHT_GRAY);
		g.fillRect(0, 0, THUMBNAIL, THUMBNAIL);
		g.setColor(Color.GRAY);
		g.drawLine(0, 0, THUMBNAIL, THUMBNAIL);
		g.drawLine(0, THUMBNAIL, THUMBNAIL, 0);
		g.dispose();
		return picture;
	}

	/** From black over blue and green to yellow, brighter and brighter: readable without colours, too. */
	static String heat(MeanMask mean, double brightest) throws IOException {
		BufferedImage picture = new BufferedImage(mean.size(), mean.size(), BufferedImage.TYPE_INT_RGB);
		for (int i = 0; i < mean.values().length; i++)
			picture.setRGB(i % mean.size(), i / mean.size(), color(brightest > 0 ? mean.values()[i] / brightest : 0));
		return uri(picture, "png");
	}

	private static int color(double heat) {
		int[] ramp = { 0x0b0724, 0x3b2f7a, 0x2a788e, 0x35b779, 0xfde725 };
		double place = Math.max(0, Math.min(1, heat)) * (ramp.length - 1);
		int left = Math.min((int) place, ramp.length - 2);
		Color a = new Color(ramp[left]), b = new Color(ramp[left + 1]);
		double t = place - left;
		return new Color((int) (a.getRed() + t * (b.getRed() - a.getRed())), (int) (a.getGreen() + t * (b.getGreen() - a
			.getGreen())), (int) (a.getBlue() + t * (b.getBlue() - a.getBlue()))).getRGB();
	}

	private static BufferedImage shrunk(BufferedImage picture, int size) {
		double scale = Math.min(1, (double) size / Math.max(picture.getWidth(), picture.getHeight()));
		int width = Math.max(1, (int) Math.round(scale * picture.getWidth()));
		int height = Math.max(1, (int) Math.round(scale * picture.getHeight()));
		BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
		Graphics2D g = small.createGraphics();
		g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
		g.drawImage(picture, 0, 0, width, height, null);
		g.dispose();
		return small;
	}

	/** JPEG has no transparency, and the writer refuses what has it. */
	private static String jpeg(BufferedImage picture) throws IOException {
		return uri(shrunk(picture, Integer.MAX_VALUE), "jpeg");
	}

	private static String uri(BufferedImage picture, String format) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		if (!ImageIO.write(picture, format, bytes)) throw new IOException("This Java cannot write " + format + " files.");
		return "data:image/" + format + ";base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
	}

	private String link(Path file) throws IOException {
		if (!file.getRoot().equals(page.getRoot())) return file.toUri().toASCIIString();
		String relative = page.getParent().normalize().relativize(file).toString().replace('\\', '/');
		try {
			return new URI(null, null, relative, null).toASCIIString();
		}
		catch (URISyntaxException e) {
			throw new IOException("The picture " + file + " cannot be linked: " + e.getMessage(), e);
		}
	}
}
