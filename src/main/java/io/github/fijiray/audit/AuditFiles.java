package io.github.fijiray.audit;

import io.github.fijiray.classifier.preprocessing.Placement;
import io.github.fijiray.imagej.WholeFile;
import io.github.fijiray.imagej.extremal.ExtremalContours;
import io.github.fijiray.imagej.extremal.ExtremalReport;
import io.github.fijiray.study.OutputException;

import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Roi;
import ij.io.RoiEncoder;
import ij.measure.Calibration;
import ij.process.ByteProcessor;
import ij.process.FloatProcessor;

import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of an audit's items. Each item has a folder below {@code images/}: {@code evidence.roi} and
 * {@code evidence.tif} (0 to 255) at the image's resolution, {@code masks.tif} with one plane per area at the classifier's,
 * {@code image.png} and {@code overlay.png}.
 */
final class AuditFiles {

	private final Path output;

	AuditFiles(Path output) {
		this.output = output;
	}

	/** Where an item's files lie, relative to the output folder. */
	static String folder(AuditItem item) {
		String legal = item.id().replaceAll("[:*?\"<>|\\\\\\p{Cntrl}]", "_").replaceAll("(^|/)\\.+(?=/|$)", "$1_")
			.replaceAll("^/+|/+$", "");
		return "images/" + (legal.equals(item.id()) ? legal : legal + "-" + Integer.toHexString(item.id().hashCode()));
	}

	/**
	 * @param evidence the mask at the region's resolution
	 * @param truth as large as the region
	 * @throws OutputException if a file cannot be written
	 */
	void write(AuditItem item, ExtremalReport report, Placement placement, float[] evidence,
		Optional<boolean[]> truth) throws OutputException
	{
		Path folder = output.resolve(folder(item));
		Rectangle region = report.input().region();
		Roi contour = ExtremalContours.trace(evidence, region.width, region.height);
		EvidencePicture picture = new EvidencePicture(report.input());
		try {
			Files.createDirectories(folder);
			WholeFile.png(folder.resolve("image.png"), picture.plain());
			WholeFile.png(folder.resolve("overlay.png"), picture.overlay(contour, truth));
			WholeFile.tiff(folder.resolve("evidence.tif"), evidenceImage(report, evidence));
			WholeFile.tiff(folder.resolve("masks.tif"), masks(report, placement));
			if (contour != null) roi(folder.resolve("evidence.roi"), contour, report);
		}
		catch (IOException e) {
			throw new OutputException("The results of " + item.id() + " cannot be written to " + folder + " (" + e
				.getMessage() + "). All rows before are safe; make room or restore the folder, and start again to go on.", e);
		}
	}

	private static void roi(Path file, Roi contour, ExtremalReport report) throws IOException {
		Rectangle region = report.input().region();
		contour.setLocation(region.x + contour.getXBase(), region.y + contour.getYBase());
		contour.setName(report.maskName(report.foremost()));
		if (report.input().image().getStackSize() > 1) contour.setPosition(0, report.input().slice(), report.input()
			.frame());
		byte[] bytes = RoiEncoder.saveAsByteArray(contour);
		WholeFile.replace(file, unfinished -> Files.write(unfinished, bytes));
	}

	private static ImagePlus evidenceImage(ExtremalReport report, float[] evidence) {
		Rectangle region = report.input().region();
		ByteProcessor values = new ByteProcessor(region.width, region.height);
		for (int i = 0; i < evidence.length; i++)
			values.set(i, Math.round(255 * Math.max(0, Math.min(1, evidence[i]))));
		ImagePlus image = new ImagePlus("evidence", values);
		image.setCalibration(calibration(report, 1, 1, region.x, region.y));
		return image;
	}

	private static ImagePlus masks(ExtremalReport report, Placement placement) {
		ImageStack stack = new ImageStack(report.result().width(), report.result().height());
		for (int a = 0; a < report.size(); a++)
			stack.addSlice(report.maskName(a), new FloatProcessor(report.result().width(), report.result().height(), report
				.area(a).mask()));
		ImagePlus image = new ImagePlus("masks", stack);
		image.setDisplayRange(0, 1);
		double stepX = (double) placement.sourceWidth() / placement.scaledWidth();
		double stepY = (double) placement.sourceHeight() / placement.scaledHeight();
		Rectangle region = report.input().region();
		image.setCalibration(calibration(report, stepX, stepY, region.x + placement.cropX() * stepX, region.y + placement
			.cropY() * stepY));
		return image;
	}

	/**
	 * The image's calibration for pixels of another size and place.
	 *
	 * @param stepX width of a pixel in pixels of the image
	 * @param left edge of the first pixel in pixels of the image
	 */
	private static Calibration calibration(ExtremalReport report, double stepX, double stepY, double left, double top) {
		Calibration calibration = report.input().image().getCalibration().copy();
		calibration.disableDensityCalibration();
		calibration.pixelWidth *= stepX;
		calibration.pixelHeight *= stepY;
		calibration.xOrigin = (calibration.xOrigin - left) / stepX;
		calibration.yOrigin = (calibration.yOrigin - top) / stepY;
		return calibration;
	}
}
