package io.github.fijiray.imagej;

import ij.measure.ResultsTable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Rows of results, for files, tables and texts.
 *
 * @param columns names of the columns
 * @param rows values in the order of the columns; the empty text where there is none
 */
public record TableRows(List<String> columns, List<List<Object>> rows) {

	/** Adds the rows to a table of ImageJ. */
	void addTo(ResultsTable table) {
		for (List<Object> row : rows) {
			table.addRow();
			for (int column = 0; column < columns.size(); column++) {
				Object value = row.get(column);
				if (value instanceof Number number) table.addValue(columns.get(column), number.doubleValue());
				else table.addValue(columns.get(column), value.toString());
			}
		}
	}

	/** Adds the rows to the table in the window of this title, and shows it. */
	public void show(String title) {
		ResultsTable open = ResultsTable.getResultsTable(title);
		ResultsTable table = open == null ? new ResultsTable() : open;
		addTo(table);
		table.show(title);
	}

	/** The first line of a file. */
	public static String header(List<String> columns) {
		return String.join(",", columns);
	}

	/** The rows as lines of a file, quoted as in RFC 4180. */
	public String csv() {
		return rows.stream().map(row -> row.stream().map(value -> quoted(value.toString())).collect(Collectors.joining(
			",")) + "\n").collect(Collectors.joining());
	}

	private static String quoted(String value) {
		return value.matches("[^,\"\r\n]*") ? value : "\"" + value.replace("\"", "\"\"") + "\"";
	}

	/** The rows as the text that ImageJ shows under Image &gt; Show Info, a line for each column. */
	public String info(String heading) {
		Map<String, List<String>> values = new LinkedHashMap<>();
		for (List<Object> row : rows)
			for (int column = 0; column < columns.size(); column++)
				values.computeIfAbsent(columns.get(column), name -> new ArrayList<>()).add(row.get(column).toString());
		return values.entrySet().stream().map(entry -> entry.getKey() + ": " + together(entry.getValue())).collect(Collectors
			.joining("\n", heading + "\n", "\n"));
	}

	private static String together(List<String> values) {
		return values.stream().distinct().count() == 1 ? values.get(0) : String.join(", ", values);
	}
}
