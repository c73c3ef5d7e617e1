package io.github.fijiray.command;

import io.github.fijiray.attribution.map.AttributionMethods;

import java.util.List;

/** The installed methods, for a dialog. */
final class MethodList {

	private static final int PER_LINE = 6;

	private MethodList() {}

	/** Their names in several lines. */
	static String html(AttributionMethods methods) {
		List<String> names = methods.names();
		StringBuilder html = new StringBuilder("<html>");
		for (int i = 0; i < names.size(); i++)
			html.append(i == 0 ? "" : i % PER_LINE == 0 ? ",<br>" : ", ").append(names.get(i));
		return html.append("</html>").toString();
	}
}
