// Audits two classifiers on all sample images: one row per image in audit.csv, masks, contours and pictures,
// a page for each, report.html, and one that compares them, comparison.html.
// Argument: folder of the sample data, "|", folder for the results.

folders = split(getArgument(), "|");
data = folders[0];
results = folders[1];
models = newArray("sound", "shortcut");
for (m = 0; m < models.length; m++) {
	run("Audit Folder...", "table=[" + data + "/study.csv] truth=[" + data + "/truth] model=[" + data + "/models/" +
		models[m] + ".onnx] areas=0.05,0.1,0.2 threshold=0.8 output=[" + results + "/" + models[m] + "]");
}
run("Audit Report...", "audit=[" + results + "/sound] compare=[" + results + "/shortcut] output=[" + results +
	"/comparison.html]");
