// Plays the pointing game with all methods on the evaluation set of the sample data, for both classifiers: where the
// largest value and the mass of each map lie, on the responding cell or on the dust. The table comes as Markdown too.
// Argument: folder of the sample data, "|", folder for the results.

folders = split(getArgument(), "|");
data = folders[0];
results = folders[1];

play("sound", "truth");
play("shortcut", "truth");
play("shortcut", "artefacts");

columns = split("accuracy_all,relevance_mass,relevance_rank", ",");
text = "| method | sound: hits on cell | mass | rank | shortcut: hits on cell | mass | rank | hits on dust | mass | rank |\n" +
	"|---|---|---|---|---|---|---|---|---|---|\n";
lines = split(File.openAsString(results + "/sound_truth/pointing_methods.csv"), "\n");
for (i = 1; i < lines.length; i++) {
	values = split(lines[i], ",");
	text = text + "| `" + values[0] + "` |" + cells("sound_truth", i) + cells("shortcut_truth", i) +
		cells("shortcut_artefacts", i) + "\n";
}
File.saveString(text, results + "/pointing.md");
print(text);

// A tolerance of 3 pixels is to these images of 96 pixels what the published 15 are to photographs of 500.
function play(model, region) {
	run("Pointing Game...", "data=folder folder=[" + data + "/evaluation/images] truth=[" + data + "/evaluation/" + region +
		"] target=responder model=[" + data + "/models/" + model + ".onnx] method=all tolerance=3 output=[" + results + "/" +
		model + "_" + region + "]");
}

// The columns of a row of a table, as cells of the Markdown.
function cells(game, row) {
	lines = split(File.openAsString(results + "/" + game + "/pointing_methods.csv"), "\n");
	names = split(lines[0], ",");
	values = split(replace(lines[row], ",,", ", ,"), ",");
	text = "";
	for (k = 0; k < columns.length; k++)
		for (c = 0; c < names.length; c++)
			if (names[c] == columns[k]) text = text + " " + d2s(parseFloat(values[c]), 2) + " |";
	return text;
}
