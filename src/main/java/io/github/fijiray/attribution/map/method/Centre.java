package io.github.fijiray.attribution.map.method;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMap;
import io.github.fijiray.attribution.map.AttributionMethod;

import org.scijava.plugin.Attr;
import org.scijava.plugin.Plugin;

/** The nearness to the centre of the image, 1 there and 0 in the corners: what a method must beat. */
@Plugin(type = AttributionMethod.class, name = "centre", label = "Centre", priority = 10,
	description = "The nearness to the centre, whatever the image shows: what a method must beat.", attrs = @Attr(
		name = "reference", value = "Fong, Patrick, Vedaldi, ICCV 2019, table 1."))
public final class Centre implements AttributionMethod {

	@Override
	public AttributionMap explain(AttributionContext context) {
		int height = context.image().height(), width = context.image().width();
		float[] values = new float[height * width];
		double farthest = Math.hypot(height / 2.0, width / 2.0);
		for (int y = 0; y < height; y++)
			for (int x = 0; x < width; x++)
				values[y * width + x] = (float) (1 - Math.hypot(y + 0.5 - height / 2.0, x + 0.5 - width / 2.0) / farthest);
		context.passed(1, 1);
		return AttributionMap.ofContent(values, context.image());
	}
}
