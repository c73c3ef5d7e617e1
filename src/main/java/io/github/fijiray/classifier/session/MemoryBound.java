package io.github.fijiray.classifier.session;

import com.sun.management.OperatingSystemMXBean;

import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Shapes;

import java.lang.management.ManagementFactory;

/**
 * How many images a model may compute at once. Operating systems promise more memory than they have and end the process
 * that uses it, so the batch is bounded before memory runs out: a forward and backward pass is expected to need twice
 * the model's activations (measured: 0.6 to 1.6 times), and gets half of the computer's memory.
 */
public final class MemoryBound {

	private static final int PASSES = 2;
	private static final int SHARE = 2;

	private MemoryBound() {}

	/** @return a number of images above 0 */
	public static int images(Shapes shapes) throws ModelException {
		return images(shapes, bytes());
	}

	/** Bytes of the computer's memory that a model may use. */
	static long bytes() {
		return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize() / SHARE;
	}

	static int images(Shapes shapes, long bytes) throws ModelException {
		return (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / (PASSES * activations(shapes))));
	}

	/**
	 * How many images at once use a CPU's caches best. Images of one batch share one reading of the weights, but drive each
	 * other's activations out of the cache; so they are as many as have activations as large as the weights. Measured in
	 * one thread, a batch of 6 costs 6 to 25 % more than single images where the weights are small (SqueezeNet,
	 * MobileNetV2, DenseNet), and 7 % less where they are large (VGG16).
	 *
	 * @return a number of images above 0
	 */
	public static int imagesAsLargeAsWeights(Shapes shapes) throws ModelException {
		return (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.round((double) bytes(shapes, false) / activations(shapes))));
	}

	/** Bytes of all tensors that depend on the image. */
	private static long activations(Shapes shapes) throws ModelException {
		return Math.max(1, bytes(shapes, true));
	}

	private static long bytes(Shapes shapes, boolean growing) throws ModelException {
		long bytes = 0;
		for (String tensor : shapes.tensors()) {
			Dims dims = shapes.dims(tensor);
			boolean grows = false;
			for (int axis = 0; axis < dims.rank(); axis++)
				grows |= dims.grows(axis);
			if (grows == growing) bytes += dims.count() * shapes.type(tensor).bits() / Byte.SIZE;
		}
		return bytes;
	}
}
