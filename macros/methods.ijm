// Compares all attribution methods on two classifiers: a figure for each sample image of a responder, and a table of how
// well the maps of each method agree with the responding cell. Both classifiers are always right; but the maps of the
// shortcut one lie on the dust speck.
// Argument: folder of the sample data, "|", folder for the results.

folders = split(getArgument(), "|");
data = folders[0];
results = folders[1];
models = newArray("sound", "shortcut");
files = getFileList(data + "/artefacts");

setBatchMode(true);
summary = "model,method,images,relevance_mass_on_cell,relevance_rank_on_cell,hits_on_cell,relevance_mass_on_dust,hits_on_dust\n";
for (m = 0; m < models.length; m++) {
	for (i = 0; i < files.length; i++) {
		if (!File.exists(data + "/images/" + files[i])) continue;
		explain(models[m], files[i], "truth", results + "/" + models[m]);
		explain(models[m], files[i], "artefacts", results + "/" + models[m] + "_dust");
	}
	summary = summary + means(models[m]);
}
File.saveString(summary, results + "/methods_summary.csv");
print("Where the maps of the responders lie:\n" + summary);

function explain(model, file, region, output) {
	run("Attribution Map...", "image=[" + data + "/images/" + file + "] model=[" + data + "/models/" + model +
		".onnx] method=all target=responder truth=[" + data + "/" + region + "/" + file + "] output=[" + output + "]");
	close("*");
}

// The mean over the images of each method, from the tables of both regions.
function means(model) {
	cell = split(File.openAsString(results + "/" + model + "/attribution.csv"), "\n");
	dust = split(File.openAsString(results + "/" + model + "_dust/attribution.csv"), "\n");
	columns = split(cell[0], ",");
	methods = newArray(0);
	for (r = 1; r < cell.length; r++) {
		name = value(cell[r], columns, "method");
		if (!contains(methods, name)) methods = Array.concat(methods, name);
	}
	text = "";
	for (k = 0; k < methods.length; k++)
		text = text + model + "," + methods[k] + "," + count(cell, columns, methods[k]) + "," +
			mean(cell, columns, methods[k], "relevance_mass") + "," + mean(cell, columns, methods[k], "relevance_rank") + "," +
			mean(cell, columns, methods[k], "pointing_hit") + "," + mean(dust, columns, methods[k], "relevance_mass") + "," +
			mean(dust, columns, methods[k], "pointing_hit") + "\n";
	return text;
}

function count(rows, columns, method) {
	n = 0;
	for (r = 1; r < rows.length; r++) {
		name = value(rows[r], columns, "method");
		if (name == method) n++;
	}
	return n;
}

function mean(rows, columns, method, column) {
	sum = 0;
	for (r = 1; r < rows.length; r++) {
		name = value(rows[r], columns, "method");
		number = value(rows[r], columns, column);
		if (name == method) sum = sum + parseFloat(number);
	}
	return d2s(sum / count(rows, columns, method), 2);
}

// A value of a row of a table; no value that is asked for here holds a comma, but those behind 'parameters' may.
function value(row, columns, name) {
	quoted = split(row, "\"");
	plain = quoted[0];
	for (q = 1; q < quoted.length; q++)
		if (q % 2 == 1) plain = plain + replace(quoted[q], ",", ";"); else plain = plain + quoted[q];
	values = split(plain, ",");
	for (c = 0; c < columns.length; c++)
		if (columns[c] == name) return values[c];
	return "";
}

function contains(list, item) {
	for (k = 0; k < list.length; k++)
		if (list[k] == item) return true;
	return false;
}
