// Cuts the cells of a field into pictures of two channels side by side, for classifiers that take them so: each channel of
// each cell times its mask, from 0 to 1, in the middle of a square, the first channel on the left. Pixels are repeated,
// not interpolated. Beside them: cells.csv, the table for Audit Folder..., with the place of each cell in the field, and
// truth/, label images with the cell in both halves.
// Argument: first channel | second channel | label image | output folder | square in the field | square in the picture

parts = split(getArgument(), "|");
output = parts[3];
square = parseInt(parts[4]);
zoom = parseInt(parts[5]) / square;
side = square * zoom;
setBatchMode(true);
open(parts[0]); first = getImageID();
open(parts[1]); second = getImageID();
open(parts[2]); labels = getImageID();
getStatistics(area, mean, min, cells);
width = getWidth(); height = getHeight();
File.makeDirectory(output);
File.makeDirectory(output + "/truth");
table = "file,label,x,y,width,height\n";
skipped = 0;
for (cell = 1; cell <= cells; cell++) {
	selectImage(labels);
	setThreshold(cell, cell);
	run("Create Selection");
	if (selectionType() < 0) continue;
	getSelectionBounds(left, top, w, h);
	run("Select None");
	if (w > square || h > square) {
		skipped++;
		continue;
	}
	x0 = left - floor((square - w) / 2);
	y0 = top - floor((square - h) / 2);
	newImage("truth", "8-bit black", 2 * side, side, 1); truth = getImageID();
	newImage("pair", "32-bit black", 2 * side, side, 1); pair = getImageID();
	paint(first, 0);
	paint(second, side);
	name = "cell_" + IJ.pad(cell, 4) + ".tif";
	selectImage(pair);
	setMinAndMax(0, 1);
	saveAs("tiff", output + "/" + name);
	close();
	selectImage(truth);
	saveAs("tiff", output + "/truth/" + name);
	close();
	table = table + name + "," + cell + "," + left + "," + top + "," + w + "," + h + "\n";
}
File.saveString(table, output + "/cells.csv");
IJ.log(skipped + " cells do not fit into " + square + " x " + square + " pixels and are left out.");

/** Paints the cell from a channel into the pair, from column offset on, and its mask into the truth. */
function paint(channel, offset) {
	values = newArray(w * h);
	inside = newArray(w * h);
	selectImage(labels);
	for (i = 0; i < w * h; i++) inside[i] = (getPixel(left + i % w, top + floor(i / w)) == cell);
	selectImage(channel);
	largest = 1;
	for (i = 0; i < w * h; i++) {
		values[i] = inside[i] * getPixel(left + i % w, top + floor(i / w));
		largest = maxOf(largest, values[i]);
	}
	for (i = 0; i < w * h; i++) {
		values[i] /= largest;
		inside[i] *= 1 + (offset > 0);
	}
	selectImage(pair);
	enlarge(values, offset);
	selectImage(truth);
	enlarge(inside, offset);
}

/** Sets a block of pixels of the current image for each value of the cell's box. */
function enlarge(box, offset) {
	for (i = 0; i < w * h; i++) {
		x = offset + (left + i % w - x0) * zoom;
		y = (top + floor(i / w) - y0) * zoom;
		for (k = 0; k < zoom * zoom; k++) setPixel(x + k % zoom, y + floor(k / zoom), box[i]);
	}
}
