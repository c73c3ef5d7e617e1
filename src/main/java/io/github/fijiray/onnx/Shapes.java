package io.github.fijiray.onnx;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What is known of every tensor of a model: element type, dimensions, and the values of the small steering ones. */
public final class Shapes {

	private final Map<String, ElementType> types;
	private final Map<String, Dims> dims;
	private final Map<String, double[]> values;

	/**
	 * @param types element type of every tensor
	 * @param dims dimensions of every tensor
	 * @param values values of small tensors that are the same for every image and batch size
	 */
	public Shapes(Map<String, ElementType> types, Map<String, Dims> dims, Map<String, double[]> values) {
		this.types = Map.copyOf(types);
		this.dims = Map.copyOf(dims);
		this.values = Map.copyOf(values);
	}

	/** These shapes and that of one more tensor. */
	public Shapes with(String tensor, ElementType type, Dims shape) {
		Map<String, ElementType> allTypes = new HashMap<>(types);
		Map<String, Dims> allDims = new HashMap<>(dims);
		allTypes.put(tensor, type);
		allDims.put(tensor, shape);
		return new Shapes(allTypes, allDims, values);
	}

	/** Whether the tensor has a known shape; sequences and maps have none. */
	public boolean knows(String tensor) {
		return dims.containsKey(tensor);
	}

	public Set<String> tensors() {
		return dims.keySet();
	}

	/** @throws ModelException if the tensor is not known */
	public ElementType type(String tensor) throws ModelException {
		return known(types.get(tensor), "element type", tensor);
	}

	/** @throws ModelException if the tensor is not known */
	public Dims dims(String tensor) throws ModelException {
		return known(dims.get(tensor), "shape", tensor);
	}

	/** Whether the values of a small tensor are known. */
	public boolean isConstant(String tensor) {
		return values.containsKey(tensor);
	}

	/** @throws ModelException if the values are not known, or depend on the image or the batch size */
	public double[] reals(String tensor) throws ModelException {
		return known(values.get(tensor), "constant value", tensor).clone();
	}

	/** @throws ModelException if the values are not known, or depend on the image or the batch size */
	public long[] integers(String tensor) throws ModelException {
		return Arrays.stream(reals(tensor)).mapToLong(v -> (long) v).toArray();
	}

	private static <T> T known(T found, String what, String tensor) throws ModelException {
		if (found == null) throw new ModelException("The tensor '" + tensor + "' has no known " + what + ".");
		return found;
	}
}
