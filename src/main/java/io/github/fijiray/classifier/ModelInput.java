package io.github.fijiray.classifier;

import io.github.fijiray.classifier.description.InputSize;
import io.github.fijiray.classifier.description.Layout;
import io.github.fijiray.classifier.description.ModelDescription;
import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.TensorInfo;
import io.github.fijiray.onnx.layer.Layer;
import io.github.fijiray.onnx.model.OnnxModel;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The image input of a classifier, with the size that is used; or a layer as the input of what follows it.
 *
 * @param name of the tensor
 * @param channels number of channels
 * @param height in pixels
 * @param width in pixels
 */
record ModelInput(String name, Layout layout, int channels, int height, int width) {

	private static final int RANK = 4;
	private static final int USUAL_SIZE = 224;
	private static final int SMALLEST_FREE_SIZE = 32;
	private static final int LARGEST_FREE_SIZE = 1024;
	private static final int MOST_USUAL_CHANNELS = 4;
	private static final long MOST_VALUES = 1L << 28;

	/**
	 * Finds out how a model takes images.
	 *
	 * @param notes receives what was assumed
	 * @throws ModelException if the model does not take exactly one image
	 */
	static ModelInput of(OnnxModel model, ModelDescription description, ClassifierOptions options, Consumer<String> notes)
		throws ModelException
	{
		return of(model, imageInput(model), description, options, notes);
	}

	/** @param input the input that takes the image */
	static ModelInput of(OnnxModel model, TensorInfo input, ModelDescription description, ClassifierOptions options,
		Consumer<String> notes) throws ModelException
	{
		long[] shape = input.shape();
		Optional<Layout> given = options.layout().or(description::layout);
		Layout layout = given.isPresent() ? given.get() : detect(shape, notes);
		long channels = shape[layout.channelAxis()];
		if (channels < 1) throw refused(model, "its input " + input + " leaves the number of channels open (layout " +
			layout + "); export it with a fixed number of channels, or choose the other layout");
		long height = shape[layout.heightAxis()];
		long width = shape[layout.widthAxis()];
		boolean vector = shape[2] == 1 && (shape[3] == 1 || shape[1] == 1 && layout == Layout.NHWC);
		if (vector) throw refused(model, "its input " + input + " is not an image");
		if (height < 1 || width < 1) {
			height = height > 0 ? height : freeSize(description.height(), options.imageHeight());
			width = width > 0 ? width : freeSize(description.width(), options.imageWidth());
			notes.accept("The model leaves the size of its input open; " + width + " × " + height + " pixels are used.");
		}
		if (height < 1 || width < 1) throw refused(model, "the description beside it says that its input has " + width +
			" × " + height + " pixels");
		if (channels > MOST_VALUES / height / width) throw refused(model, "its input " + input + " is too large");
		return new ModelInput(input.name(), layout, (int) channels, (int) height, (int) width);
	}

	/**
	 * A layer as the input of what follows it. A sequence, as in a transformer, is a column of its elements; a vector is
	 * one place.
	 *
	 * @throws ModelException if the model does not tell which of the layer's numbers belong to one channel
	 */
	static ModelInput of(Layer layer) throws ModelException {
		Dims dims = layer.dims();
		int last = dims.rank() - 1;
		if (layer.channelAxis() != 1 && layer.channelAxis() != last || last < 1 || last > RANK - 1) throw new ModelException(
			"The layer '" + layer.name() + "' of the shape " + dims + " is not made of channels; choose another one.");
		Layout layout = layer.channelAxis() == 1 ? Layout.NCHW : Layout.NHWC;
		int firstPlace = layout == Layout.NCHW ? 2 : 1;
		long width = last == RANK - 1 ? dims.size(firstPlace + 1) : 1;
		return new ModelInput(layer.name(), layout, layer.channels(), (int) (dims.count() / layer.channels() / width),
			(int) width);
	}

	/** The same input under another name. */
	ModelInput named(String newName) {
		return new ModelInput(newName, layout, channels, height, width);
	}

	private static TensorInfo imageInput(OnnxModel model) throws ModelException {
		List<TensorInfo> inputs = model.inputs();
		if (inputs.size() != 1) throw refused(model, "it has " + inputs.size() + " inputs " + inputs +
			"; FijiRay explains classifiers that take one image and nothing else");
		TensorInfo input = inputs.get(0);
		if (input.shape() == null || input.shape().length != RANK) throw refused(model, "its input " + input +
			" is not an image; expected the axes batch, channel, y, x or batch, y, x, channel");
		if (input.type() != ElementType.FLOAT) throw refused(model, "its input " + input + " is not float32, so that there " +
			"is no gradient with respect to it; export the model with a float32 input");
		return input;
	}

	/** The axis that looks like channels: 1 to 4 of them, else the axis whose size differs from the other two. */
	private static Layout detect(long[] shape, Consumer<String> notes) {
		boolean first = shape[1] >= 1 && shape[1] <= MOST_USUAL_CHANNELS;
		boolean last = shape[3] >= 1 && shape[3] <= MOST_USUAL_CHANNELS;
		if (first != last) return first ? Layout.NCHW : Layout.NHWC;
		if (!first && shape[2] == shape[3] && shape[1] != shape[2]) return Layout.NCHW;
		if (!first && shape[1] == shape[2] && shape[3] != shape[2]) return Layout.NHWC;
		notes.accept("The order of the input's axes is not certain; batch, channel, y, x (nchw) is assumed. Choose with " +
			"the parameter 'layout'.");
		return Layout.NCHW;
	}

	private static int freeSize(Optional<InputSize> described, int imageSize) {
		boolean reasonable = imageSize >= SMALLEST_FREE_SIZE && imageSize <= LARGEST_FREE_SIZE;
		int wanted = reasonable ? imageSize : USUAL_SIZE;
		return described.map(size -> size.nearest(wanted)).orElse(wanted);
	}

	private static ModelException refused(OnnxModel model, String why) {
		return new ModelException("The model " + model.path() + " cannot be explained: " + why + ".");
	}

	/** Shape of a batch. */
	long[] shape(int count) {
		return layout.shape(count, channels, height, width);
	}

	/** Number of values of one image. */
	int size() {
		return channels * height * width;
	}
}
