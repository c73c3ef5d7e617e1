// Shows which channels of the last spatial layer make two classifiers decide, on the sample images of responders.
// The channels of the sound one fire on the cell with the granules, those of the shortcut one on the dust speck.
// Argument: folder of the sample data, "|", folder for the results.

folders = split(getArgument(), "|");
data = folders[0];
results = folders[1];
models = newArray("sound", "shortcut");
files = getFileList(data + "/artefacts");

setBatchMode(true);
summary = "model,images,saliency_on_responding_cell,saliency_on_dust\n";
for (m = 0; m < models.length; m++) {
	output = results + "/" + models[m];
	images = 0;
	onCell = 0;
	onDust = 0;
	for (i = 0; i < files.length; i++) {
		if (!File.exists(data + "/images/" + files[i])) continue;
		run("Channel Attribution...", "image=[" + data + "/images/" + files[i] + "] model=[" + data + "/models/" +
			models[m] + ".onnx] target=top threshold=0.8 output=[" + output + "]");
		images++;
		onCell = onCell + shareOfSaliency(data + "/truth/" + files[i]);
		onDust = onDust + shareOfSaliency(data + "/artefacts/" + files[i]);
		close("*");
	}
	summary = summary + models[m] + "," + images + "," + d2s(onCell / images, 2) + "," + d2s(onDust / images, 2) + "\n";
}
File.saveString(summary, results + "/channels_summary.csv");
print("Where the channels fire that are enough for the decision:\n" + summary);

// How much of the hottest part of the saliency map, the last channel of the active image, lies on a region, an image that
// is 255 there. The hottest part is what reaches half of the maximum; the 18 pixels around the region count.
function shareOfSaliency(region) {
	shown = getImageID();
	Stack.getDimensions(width, height, channels, slices, frames);
	run("Duplicate...", "duplicate channels=" + channels);
	hot = getImageID();
	getStatistics(area, mean, min, max);
	setThreshold(max / 2, max);
	run("Convert to Mask");
	run("32-bit");
	getStatistics(area, all);
	open(region);
	run("Maximum...", "radius=18");
	run("32-bit");
	where = getImageID();
	imageCalculator("Multiply", hot, where);
	selectImage(hot);
	getStatistics(area, on);
	selectImage(hot);
	close();
	selectImage(where);
	close();
	selectImage(shown);
	return on / 255 / all;
}
