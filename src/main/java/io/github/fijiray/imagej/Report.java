package io.github.fijiray.imagej;

import java.awt.image.BufferedImage;
import java.util.List;

/** A result, ready to be shown and saved. */
public interface Report {

	/** What was explained. */
	ImageInput input();

	/** The rows of the table. */
	TableRows rows();

	/** A picture to look at. */
	BufferedImage figure();

	/** What was found, in lines for a log. */
	List<String> summary();
}
