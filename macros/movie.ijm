// Audits a movie of a moving cell twice: every frame anew, and every frame from the masks of the one before.
// Argument: the folder of the sample data and a new folder for the results, with | between them.
folders = split(getArgument(), "|");
data = folders[0];
output = folders[1];
frames = 40;

File.makeDirectory(output);
File.makeDirectory(output + "/images");
open(data + "/images/responder_1.tif");
cell = getImageID();
getDimensions(width, height, channels, slices, length);
names = "";
for (frame = 0; frame < frames; frame++) {
	selectImage(cell);
	run("Duplicate...", "duplicate title=frame" + frame);
	run("Translate...", "x=" + frame + " y=0 interpolation=None stack");
	names += " image" + (frame + 1) + "=frame" + frame;
}
run("Concatenate...", "title=movie open" + names);
run("Stack to Hyperstack...", "order=xyczt(default) channels=" + channels + " slices=1 frames=" + frames + " display=Composite");
saveAs("Tiff", output + "/images/movie.tif");

warm = newArray("false", "true");
for (i = 0; i < 2; i++) {
	start = getTime();
	run("Audit Folder...", "folder=[" + output + "/images] model=[" + data + "/models/sound.onnx] output=[" + output +
		"/warm_" + warm[i] + "] unit=plane areas=0.05,0.1,0.2 warm=" + warm[i]);
	print("warm=" + warm[i] + ": " + d2s(frames * 3600000 / (getTime() - start), 0) + " frames an hour");
}
