package io.github.fijiray.imagej.inversion;

import io.github.fijiray.attribution.inversion.IntensityRange;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.imagej.ImageInput;
import io.github.fijiray.imagej.PlaneChannels;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.ImageStack;
import ij.measure.Calibration;
import ij.process.FloatProcessor;
import ij.process.LUT;

import java.awt.Color;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Turns what a classifier sees into pictures in the intensities and the colours of the image it was made from, at the
 * classifier's resolution. Channels are the classifier's, in its order.
 */
public final class SeenPictures {

	private static final List<Color> COLOURS = List.of(Color.RED, Color.GREEN, Color.BLUE);

	private final ImageInput input;
	private final PreparedImage image;
	private final IntensityRange range;
	private final IntensityRange raw;
	private final LUT[] luts;

	private SeenPictures(ImageInput input, PreparedImage image, IntensityRange raw, LUT[] luts) {
		this.input = input;
		this.image = image;
		range = IntensityRange.of(image);
		this.raw = raw;
		this.luts = luts;
	}

	/** @param image the input as it was prepared for the classifier */
	public static SeenPictures of(ImageInput input, PreparedImage image, Classifier classifier) {
		PreparedImage raw = classifier.preprocessing().raw().prepare(input.source(), image.channels(), image.inputHeight(),
			image.inputWidth());
		IntensityRange intensities = IntensityRange.of(raw);
		int[] sources = classifier.preprocessing().channels().select(input.source().channels(), image.channels());
		PlaneChannels plane = PlaneChannels.of(input.image(), input.slice(), input.frame());
		boolean distinct = IntStream.of(sources).distinct().count() == sources.length;
		LUT[] luts = new LUT[sources.length];
		for (int c = 0; c < luts.length; c++) {
			LUT own = plane.luts().get(sources[c]);
			luts[c] = distinct || sources.length != COLOURS.size() ? (LUT) own.clone() : LUT.createLutFromColor(COLOURS.get(
				c));
			luts[c].min = own.min;
			luts[c].max = own.max;
		}
		return new SeenPictures(input, image, intensities, luts);
	}

	int width() {
		return image.width();
	}

	int height() {
		return image.height();
	}

	/** Whether the classifier sees the whole region. */
	boolean isWhole() {
		return image.placement().scaledWidth() == width() && image.placement().scaledHeight() == height();
	}

	/** A picture for each image, as slices of one composite image. */
	ImagePlus composite(String title, List<String> labels, List<float[]> prepared) {
		ImageStack stack = new ImageStack(width(), height());
		for (int n = 0; n < prepared.size(); n++)
			for (int c = 0; c < luts.length; c++)
				stack.addSlice(labels.get(n), plane(prepared.get(n), c));
		ImagePlus pictures = new ImagePlus(title, stack);
		pictures.setDimensions(luts.length, prepared.size(), 1);
		if (luts.length > 1) {
			CompositeImage composite = new CompositeImage(pictures, CompositeImage.COMPOSITE);
			composite.setLuts(luts);
			pictures = composite;
		}
		else {
			pictures.setLut(luts[0]);
			pictures.setDisplayRange(luts[0].min, luts[0].max);
		}
		pictures.setOpenAsHyperStack(true);
		Calibration calibration = input.image().getCalibration().copy();
		calibration.disableDensityCalibration();
		Rectangle region = input.region();
		calibration.pixelWidth *= (double) region.width / image.placement().scaledWidth();
		calibration.pixelHeight *= (double) region.height / image.placement().scaledHeight();
		pictures.setCalibration(calibration);
		return pictures;
	}

	/** One picture as it is shown. */
	public BufferedImage picture(float[] prepared) {
		return composite("", List.of(""), List.of(prepared)).flatten().getBufferedImage();
	}

	private FloatProcessor plane(float[] prepared, int channel) {
		int size = width() * height();
		float[] intensities = new float[size];
		float scale = range.high()[channel] == range.low()[channel] ? 0 : (raw.high()[channel] - raw.low()[channel]) /
			(range.high()[channel] - range.low()[channel]);
		for (int i = 0; i < size; i++)
			intensities[i] = raw.low()[channel] + scale * (prepared[channel * size + i] - range.low()[channel]);
		return new FloatProcessor(width(), height(), intensities);
	}
}
