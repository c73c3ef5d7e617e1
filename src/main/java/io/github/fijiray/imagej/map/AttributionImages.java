package io.github.fijiray.imagej.map;

import io.github.fijiray.imagej.Notation;
import io.github.fijiray.imagej.PlaneComposite;
import io.github.fijiray.imagej.TableRows;
import io.github.fijiray.imagej.figure.DisplayRange;
import io.github.fijiray.imagej.figure.HeatColors;
import io.github.fijiray.imagej.map.AttributionReport.MethodMap;

import ij.ImagePlus;
import ij.measure.Calibration;
import ij.process.FloatProcessor;
import ij.process.LUT;

import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Attribution maps as images: on the explained plane to look at, and each by itself with its own values. */
public final class AttributionImages {

	private AttributionImages() {}

	/** The explained plane with a channel for each map, in place and in the same pixels. */
	public static ImagePlus comparison(AttributionReport report) {
		List<PlaneComposite.Channel> channels = new ArrayList<>();
		for (MethodMap map : report.maps()) {
			DisplayRange range = report.range(map);
			LUT lut = range.low() < 0 ? HeatColors.signedLut() : HeatColors.lut();
			lut.min = range.low();
			lut.max = range.high();
			channels.add(new PlaneComposite.Channel(map.method().name() + " " + Notation.word(map.sign()), map.source(),
				lut));
		}
		ImagePlus image = PlaneComposite.of(report.input(), AttributionTable.KIND.title(report.input()), channels, 0);
		image.setProperty("Info", report.rows().info("FijiRay attribution maps"));
		return image;
	}

	/**
	 * Each map by itself, in 32 bit and in the units of its method.
	 *
	 * @param layers whether maps of layers are given at their own resolution too
	 * @return by the end of the file's name, as in {@code grad-cam} and {@code grad-cam_layer}
	 */
	public static Map<String, ImagePlus> files(AttributionReport report, boolean layers) {
		Map<String, ImagePlus> files = new LinkedHashMap<>();
		for (MethodMap map : report.maps()) {
			files.put(map.method().name(), image(report, map, map.source(), report.input().region().width, report.input()
				.region().height));
			if (layers && !map.layer().isEmpty()) files.put(map.method().name() + "_layer", image(report, map, map.map()
				.values(), map.map().width(), map.map().height()));
		}
		return files;
	}

	/** An image that covers the explained region, of any resolution. */
	private static ImagePlus image(AttributionReport report, MethodMap map, float[] values, int width, int height) {
		ImagePlus image = new ImagePlus(report.input().name() + "_" + map.method().name(), new FloatProcessor(width, height,
			values));
		DisplayRange range = report.range(map);
		image.setLut(range.low() < 0 ? HeatColors.signedLut() : HeatColors.lut());
		image.setDisplayRange(range.low(), range.high());
		Calibration calibration = report.input().image().getCalibration().copy();
		calibration.disableDensityCalibration();
		Rectangle region = report.input().region();
		calibration.xOrigin -= region.x;
		calibration.yOrigin -= region.y;
		calibration.pixelWidth *= (double) region.width / width;
		calibration.pixelHeight *= (double) region.height / height;
		image.setCalibration(calibration);
		image.setProperty("Info", new TableRows(AttributionTable.COLUMNS, List.of(AttributionTable.row(report, map))).info(
			"FijiRay attribution map"));
		return image;
	}
}
