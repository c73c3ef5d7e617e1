package io.github.fijiray.imagej;

import java.util.List;

/**
 * A kind of results that has files of its own. The names of files and columns are an interface.
 *
 * @param word what the files are called
 * @param columns of its table, in their order
 */
public record ResultKind(String word, List<String> columns) {

	/** Name of the table, as in {@code extremal.csv}. */
	String table() {
		return word + ".csv";
	}

	/** What an image of this kind is called, as in {@code cells_extremal}. */
	public String title(ImageInput input) {
		return input.name() + "_" + word;
	}
}
