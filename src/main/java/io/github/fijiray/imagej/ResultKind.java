package io.github.fijiray.imagej;

import java.util.List;

/** The kinds of results that have files of their own. The names of files and columns are an interface. */
public enum ResultKind {

	EXTREMAL("extremal", ExtremalTable.COLUMNS), CHANNELS("channels", ChannelTable.COLUMNS), INVERSION("inversion",
		InversionTable.COLUMNS), ATTRIBUTION("attribution", AttributionTable.COLUMNS), SANITY("sanity",
			SanityTable.COLUMNS);

	private final String word;
	private final List<String> columns;

	ResultKind(String word, List<String> columns) {
		this.word = word;
		this.columns = columns;
	}

	/** Name of the table, as in {@code extremal.csv}. */
	String table() {
		return word + ".csv";
	}

	/** What an image of this kind is called, as in {@code cells_extremal}. */
	String title(ImageInput input) {
		return input.name() + "_" + word;
	}

	List<String> columns() {
		return columns;
	}
}
