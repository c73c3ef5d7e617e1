package io.github.fijiray.imagej.channel;

import io.github.fijiray.imagej.Notation;
import io.github.fijiray.imagej.figure.FigurePage;
import io.github.fijiray.imagej.figure.HeatOverlay;


import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture of a channel attribution to look at: the image, the saliency map on it, the channels of the greatest weight,
 * the curve of scores over the number of channels (Fong, Patrick, Vedaldi, fig. 8), and where all this comes from.
 */
final class ChannelFigure {

	private static final int COLUMNS = 4;
	private static final int CHANNELS = 6;

	private final ChannelReport report;
	private final FigurePage page;
	private final List<Integer> channels;

	private ChannelFigure(ChannelReport report) {
		this.report = report;
		List<Integer> selected = report.selected();
		channels = selected.subList(0, Math.min(CHANNELS, selected.size()));
		page = new FigurePage(report.input(), COLUMNS, 2 + channels.size());
	}

	/** Draws the figure, about 1600 pixels wide. Needs no display. */
	static BufferedImage of(ChannelReport report) {
		ChannelFigure drawing = new ChannelFigure(report);
		drawing.draw();
		return drawing.page.finish();
	}

	private void draw() {
		page.heading(report.headline(), report.provenance().model().getFileName() + "   ·   layer " + report.layer());
		BufferedImage region = page.region();
		page.picture(0, region);
		page.scaleBar(0);
		page.caption(0, "Image", "score " + Notation.score(report.result().scoreImage()) + ",  without the layer " +
			Notation.score(report.result().scoreEmpty()), FigurePage.INK, null);
		saliencyTile(region);
		float[] weights = report.result().weights();
		int masks = report.result().masks().size();
		float hottest = (float) channels.stream().mapToDouble(k -> ChannelImages.largest(report.activationOf(k))).max()
			.orElse(1);
		for (int i = 0; i < channels.size(); i++) {
			int k = channels.get(i);
			page.picture(2 + i, HeatOverlay.of(region, report.input(), report.map().toSource(report.activationOf(k)), 0, hottest));
			page.caption(2 + i, "Channel " + k, "in " + Math.round(weights[k] * masks) + " of " + masks + " masks",
				FigurePage.INK, null);
		}
		page.curve(report.scores());
		page.facts(facts());
	}

	private void saliencyTile(BufferedImage region) {
		float[] saliency = report.saliency();
		page.picture(1, HeatOverlay.of(region, report.input(), saliency, 0, ChannelImages.largest(saliency)));
		int foremost = report.result().foremost();
		boolean optimal = report.result().isOptimal(foremost);
		if (optimal) page.highlight(1);
		page.caption(1, Notation.channels(report.mask(foremost).channels()) + (optimal ? "   a*" : ""), "kept " +
			Notation.score(report.mask(foremost).scoreKept()) + ",  removed " + Notation.score(report.mask(
				foremost).scoreRemoved()), optimal ? FigurePage.HIGHLIGHT : FigurePage.INK, null);
	}

	private List<String[]> facts() {
		List<String[]> facts = new ArrayList<>(report.provenance().facts(report.input(), report.result().target()));
		facts.add(2, new String[] { "layer", report.layer() + ", " + report.result().layerChannels() + " channels of " +
			report.map().width() + " × " + report.map().height() });
		facts.add(4, new String[] { "game", Notation.word(report.result().settings().game()) + ", " + report.result()
			.passes() + " passes, seed " + report.result().settings().seed() });
		facts.add(5, new String[] { "sufficient score", Notation.score(report.result().sufficientScore()) + " = " +
			Notation.percent(report.result().settings().threshold()) + " of the image's score" });
		return facts;
	}
}
