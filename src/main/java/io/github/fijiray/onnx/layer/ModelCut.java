package io.github.fijiray.onnx.layer;

import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Shapes;
import io.github.fijiray.onnx.model.OnnxModel;

import java.util.Map;

/**
 * A model cut in two at a tensor, its layer: the head computes the layer for one image, the tail goes on from there to
 * the scores for many versions of the layer.
 * <p>
 * Whatever else the tail needs of the image, as where a connection skips the layer, the head gives too, and the tail
 * takes it for one image and repeats it for all versions.
 * </p>
 *
 * @param head takes the image; gives the layer and the tensors that cross the cut
 * @param tail takes the layer, then what crosses the cut; gives the scores
 * @param shapes the shapes of the tail's tensors
 * @param layer name of the layer in the head
 * @param input name of the layer as the tail's input
 * @param crossing for each other tensor that crosses the cut, by its name in the head, the name of the tail's input
 */
public record ModelCut(OnnxModel head, OnnxModel tail, Shapes shapes, String layer, String input,
	Map<String, String> crossing)
{

	/**
	 * @param shapes the shapes of the model's tensors
	 * @param layer a tensor with the images along its first axis
	 * @param taken dimensions in which the tail takes the layer for one image, as many numbers in the same order
	 * @param scores the tensor that the tail is to give
	 * @throws ModelException if the model cannot be cut there; says why
	 */
	public static ModelCut at(OnnxModel model, Shapes shapes, String layer, long[] taken, String scores)
		throws ModelException
	{
		return new ModelCutter(model, shapes, layer, scores).cut(taken);
	}
}
