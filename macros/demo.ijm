// Explains two classifiers on the sample images, and leaves images, figures and tables.
// Both are always right; only the masks show that one of them looks at a dust speck.
// Argument: folder of the sample data, "|", folder for the results.

folders = split(getArgument(), "|");
data = folders[0];
results = folders[1];
models = newArray("sound", "shortcut");
files = getFileList(data + "/images");

setBatchMode(true);
summary = "model,right,of,mask_on_responding_cell,mask_on_dust\n";
for (m = 0; m < models.length; m++) {
	output = results + "/" + models[m];
	right = 0;
	responders = 0;
	onCell = 0;
	onDust = 0;
	for (i = 0; i < files.length; i++) {
		run("Extremal Perturbation...", "image=[" + data + "/images/" + files[i] + "] model=[" + data + "/models/" +
			models[m] + ".onnx] target=top areas=0.05,0.1,0.2 threshold=0.8 output=[" + output + "]");
		truth = substring(files[i], 0, indexOf(files[i], "_"));
		label = labelOf(files[i], output);
		if (label == truth) right++;
		if (truth == "responder") {
			responders++;
			onCell = onCell + shareOfMask(3, data + "/truth/" + files[i]);
			onDust = onDust + shareOfMask(3, data + "/artefacts/" + files[i]);
		}
		close("*");
	}
	summary = summary + models[m] + "," + right + "," + files.length + "," + d2s(onCell / responders, 2) + "," +
		d2s(onDust / responders, 2) + "\n";
}
File.saveString(summary, results + "/summary.csv");
print("The 5 % masks of the responders, and what they lie on:\n" + summary);

// The class in the image's last row of extremal.csv.
function labelOf(file, output) {
	lines = split(File.openAsString(output + "/extremal.csv"), "\n");
	columns = split(lines[0], ",");
	label = "";
	for (r = 1; r < lines.length; r++) {
		values = split(lines[r], ",");
		if (values[0] == file) label = values[4];
	}
	return label;
}

// How much of a mask channel of the active image lies on a region, an image that is 255 there. The 18 pixels around the
// region count: masks are no sharper than that.
function shareOfMask(channel, region) {
	masks = getImageID();
	run("Duplicate...", "duplicate channels=" + channel);
	mask = getImageID();
	getStatistics(area, all);
	open(region);
	run("Maximum...", "radius=18");
	run("32-bit");
	where = getImageID();
	imageCalculator("Multiply", mask, where);
	selectImage(mask);
	getStatistics(area, on);
	selectImage(mask);
	close();
	selectImage(where);
	close();
	selectImage(masks);
	return on / 255 / all;
}
