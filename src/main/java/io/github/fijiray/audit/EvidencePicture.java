package io.github.fijiray.audit;

import io.github.fijiray.imagej.ImageInput;
import io.github.fijiray.imagej.extremal.ExtremalContours;
import io.github.fijiray.imagej.figure.RegionPicture;

import ij.gui.Roi;
import ij.gui.ShapeRoi;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.Optional;

/** Small pictures of an item for reports: the region as it is, and with the contours of evidence and truth. */
final class EvidencePicture {

	private static final int SMALLEST = 256;
	private static final int LARGEST = 512;
	private static final Color EVIDENCE = new Color(0xffd23f);
	private static final Color TRUTH = Color.WHITE;

	private final ImageInput input;
	private final BufferedImage region;
	private final double scale;

	EvidencePicture(ImageInput input) {
		this.input = input;
		Rectangle box = input.region();
		int longer = Math.max(box.width, box.height);
		scale = Math.max(SMALLEST, Math.min(LARGEST, longer)) / (double) longer;
		region = RegionPicture.of(input, Math.max(1, (int) Math.round(box.width * scale)), Math.max(1, (int) Math.round(
			box.height * scale)));
	}

	/** The region as ImageJ shows it. */
	BufferedImage plain() {
		return region;
	}

	/**
	 * The region with the contour of the evidence, solid, and of the truth, dashed.
	 *
	 * @param evidence null if the mask reaches ½ nowhere
	 */
	BufferedImage overlay(Roi evidence, Optional<boolean[]> truth) {
		BufferedImage picture = new BufferedImage(region.getWidth(), region.getHeight(), BufferedImage.TYPE_INT_RGB);
		Graphics2D g = picture.createGraphics();
		g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
		g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
		g.drawImage(region, 0, 0, null);
		truth.map(this::contour).ifPresent(roi -> draw(g, roi, TRUTH, new float[] { 6, 5 }));
		if (evidence != null) draw(g, evidence, EVIDENCE, null);
		g.dispose();
		return picture;
	}

	private Roi contour(boolean[] truth) {
		float[] mask = new float[truth.length];
		for (int i = 0; i < mask.length; i++)
			mask[i] = truth[i] ? 1 : 0;
		return ExtremalContours.trace(mask, input.region().width, input.region().height);
	}

	private void draw(Graphics2D g, Roi roi, Color color, float[] dash) {
		AffineTransform place = AffineTransform.getScaleInstance(scale, scale);
		place.translate(roi.getXBase(), roi.getYBase());
		Shape shape = place.createTransformedShape(new ShapeRoi(roi).getShape());
		g.setColor(new Color(0, 0, 0, 150));
		g.setStroke(new BasicStroke(4, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
		g.draw(shape);
		g.setColor(color);
		g.setStroke(new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dash, 0));
		g.draw(shape);
	}
}
