// Explains two classifiers on the sample images, and leaves images, pictures and tables.
// Both are accurate; only the masks show that one of them looks at an artefact.
// Argument: folder of the sample data, "|", folder for the results.

folders = split(getArgument(), "|");
images = folders[0] + "/images/";
models = newArray("sound", "shortcut");

setBatchMode(true);
files = getFileList(images);
for (m = 0; m < models.length; m++) {
	model = folders[0] + "/models/" + models[m] + ".onnx";
	output = folders[1] + "/" + models[m];
	File.makeDirectory(output);
	for (i = 0; i < files.length; i++) {
		if (!endsWith(files[i], ".tif")) continue;
		run("Extremal Perturbation...", "image=[" + images + files[i] + "] model=[" + model + "] target=top " +
			"areas=0.05,0.1,0.2 mode=fast output=[" + output + "]");
		close("*");
	}
}
