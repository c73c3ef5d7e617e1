package io.github.fijiray.onnx.layer;

import io.github.fijiray.onnx.Dims;

/**
 * An intermediate tensor of a model, between the image and the scores.
 *
 * @param name name of the tensor
 * @param node name of the node that makes it
 * @param operator the node's operator, with its domain unless it is a standard one
 * @param dims the dimensions
 * @param channelAxis the axis of the channels; -1 where the model does not tell
 * @param depth number of nodes on the longest way from the image to this tensor, this tensor's node included
 * @param spatial whether it has several places in each channel, ordered as the image is
 */
public record Layer(String name, String node, String operator, Dims dims, int channelAxis, int depth,
	boolean spatial)
{

	/** Number of channels; 0 where the model does not tell. */
	public int channels() {
		return channelAxis < 0 ? 0 : Math.toIntExact(dims.size(channelAxis));
	}
}
