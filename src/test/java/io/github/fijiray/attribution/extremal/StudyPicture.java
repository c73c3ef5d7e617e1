package io.github.fijiray.attribution.extremal;

import io.github.fijiray.classifier.preprocessing.SourceImage;
import io.github.fijiray.imagej.ImageInput;

import ij.ImagePlus;
import ij.io.Opener;

import java.nio.file.Path;

import net.imglib2.RandomAccess;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.RealType;

/**
 * Intensities that pictures can be composed of.
 *
 * @param values {@code float[channels][height][width]} flattened
 */
record StudyPicture(float[] values, int channels, int height, int width, double typeMaximum) {

	static StudyPicture read(Path file) {
		final ImagePlus image = new Opener().openImage(file.toString());
		if (image == null) throw new IllegalArgumentException("There is no image " + file + ".");
		final SourceImage source = ImageInput.of(image).source();
		final float[] values = new float[source.channels() * source.height() * source.width()];
		final RandomAccess<? extends RealType<?>> pixels = source.pixels().randomAccess();
		for (int i = 0; i < values.length; i++) {
			pixels.setPosition(i % source.width(), 0);
			pixels.setPosition(i / source.width() % source.height(), 1);
			pixels.setPosition(i / source.width() / source.height(), 2);
			values[i] = pixels.get().getRealFloat();
		}
		return new StudyPicture(values, source.channels(), source.height(), source.width(), source.typeMaximum());
	}

	SourceImage source() {
		return new SourceImage(ArrayImgs.floats(values, width, height, channels), typeMaximum);
	}

	/** Where the first channel is between two values. */
	boolean[] where(double lowest, double highest) {
		final boolean[] where = new boolean[height * width];
		for (int i = 0; i < where.length; i++)
			where[i] = values[i] >= lowest && values[i] <= highest;
		return where;
	}

	/** A copy turned by a quarter {@code turns} times. */
	StudyPicture turned(int turns) {
		StudyPicture turned = this;
		for (int turn = 0; turn < turns; turn++) {
			final float[] source = turned.values, target = new float[source.length];
			final int h = turned.height, w = turned.width;
			for (int c = 0; c < channels; c++)
				for (int y = 0; y < h; y++)
					for (int x = 0; x < w; x++)
						target[c * h * w + x * h + h - 1 - y] = source[c * h * w + y * w + x];
			turned = new StudyPicture(target, channels, w, h, typeMaximum);
		}
		return turned;
	}

	/** A copy scaled to {@code newHeight × newWidth}, each pixel the mean of the box that it covers. */
	StudyPicture scaled(int newHeight, int newWidth) {
		final float[] scaled = new float[channels * newHeight * newWidth];
		for (int c = 0; c < channels; c++)
			for (int y = 0; y < newHeight; y++)
				for (int x = 0; x < newWidth; x++)
					scaled[(c * newHeight + y) * newWidth + x] = mean(c, y * height / newHeight, Math.max(y * height / newHeight +
						1, (y + 1) * height / newHeight), x * width / newWidth, Math.max(x * width / newWidth + 1, (x + 1) * width /
							newWidth));
		return new StudyPicture(scaled, channels, newHeight, newWidth, typeMaximum);
	}

	private float mean(int channel, int top, int bottom, int left, int right) {
		double sum = 0;
		for (int y = top; y < bottom; y++)
			for (int x = left; x < right; x++)
				sum += values[(channel * height + y) * width + x];
		return (float) (sum / ((bottom - top) * (right - left)));
	}

	/**
	 * Lays a part of another picture over this one.
	 *
	 * @param part the pixels of {@code other} that are laid over
	 * @return where they are now
	 */
	boolean[] paste(StudyPicture other, boolean[] part, int down, int right) {
		final boolean[] pasted = new boolean[height * width];
		for (int y = 0; y < other.height; y++)
			for (int x = 0; x < other.width; x++) {
				final int toY = y + down, toX = x + right;
				if (!part[y * other.width + x] || toY < 0 || toY >= height || toX < 0 || toX >= width) continue;
				pasted[toY * width + toX] = true;
				for (int c = 0; c < channels; c++)
					values[(c * height + toY) * width + toX] = other.values[(c * other.height + y) * other.width + x];
			}
		return pasted;
	}

	/** This picture with another one of its height to the right. */
	StudyPicture beside(StudyPicture right) {
		final float[] both = new float[channels * height * (width + right.width)];
		for (int row = 0; row < channels * height; row++) {
			System.arraycopy(values, row * width, both, row * (width + right.width), width);
			System.arraycopy(right.values, row * right.width, both, row * (width + right.width) + width, right.width);
		}
		return new StudyPicture(both, channels, height, width + right.width, typeMaximum);
	}

	/** A picture of this size with nothing on it. */
	StudyPicture blank() {
		return new StudyPicture(new float[values.length], channels, height, width, typeMaximum);
	}

	StudyPicture copy() {
		return new StudyPicture(values.clone(), channels, height, width, typeMaximum);
	}
}
