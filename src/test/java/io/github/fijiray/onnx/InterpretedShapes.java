package io.github.fijiray.onnx;

import io.github.fijiray.onnx.model.OnnxModel;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Shapes found with the reference interpreter, for models that ONNX Runtime cannot be asked about. */
public final class InterpretedShapes {

	private static final Set<String> INTEGER = Set.of("Shape", "Size", "ArgMax", "ArgMin", "NonZero");
	private static final Set<String> BOOLEAN = Set.of("Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Not",
		"And", "Or", "Xor", "IsNaN", "IsInf");

	private InterpretedShapes() {}

	/** @param one inputs for one image; @param other inputs for another image; @param two inputs for two images */
	public static Shapes of(OnnxModel model, Map<String, NdArray> one, Map<String, NdArray> other,
		Map<String, NdArray> two)
	{
		Map<String, NdArray> first = Interpreter.run(model.proto(), one);
		Map<String, NdArray> second = Interpreter.run(model.proto(), other);
		Map<String, NdArray> both = Interpreter.run(model.proto(), two);
		Map<String, Dims> dims = new HashMap<>();
		Map<String, double[]> values = new HashMap<>();
		first.forEach((name, array) -> {
			long[] sizes = Arrays.stream(array.shape()).asLongStream().toArray();
			boolean[] grows = new boolean[sizes.length];
			for (int i = 0; i < grows.length; i++)
				grows[i] = both.get(name).dim(i) != array.dim(i);
			dims.put(name, new Dims(sizes, grows));
			if (Arrays.equals(array.data(), second.get(name).data()) && Arrays.equals(array.data(), both.get(name).data()))
				values.put(name, array.data());
		});
		return new Shapes(types(model, first.keySet()), dims, values);
	}

	private static Map<String, ElementType> types(OnnxModel model, Set<String> names) {
		Map<String, ElementType> types = new HashMap<>();
		names.forEach(name -> types.put(name, ElementType.FLOAT));
		model.proto().getGraph().getInitializerList().forEach(t -> types.put(t.getName(), ElementType.of(t.getDataType())));
		for (Node node : model.graph().nodes())
			for (int i = 0; i < node.outputs().size(); i++) {
				ElementType type = types.getOrDefault(node.input(node.is("Where") ? 1 : 0), ElementType.FLOAT);
				if (INTEGER.contains(node.operator()) || i == 1) type = ElementType.INT64;
				if (BOOLEAN.contains(node.operator())) type = ElementType.BOOL;
				if (node.is("Split")) type = ElementType.FLOAT;
				if (node.is("OneHot")) type = ElementType.FLOAT;
				if (node.is("QuantizeLinear")) type = types.getOrDefault(node.input(2), ElementType.UINT8);
				if (node.is("DynamicQuantizeLinear")) type = i == 1 ? ElementType.FLOAT : ElementType.UINT8;
				if (node.is("Cast")) type = ElementType.of((int) node.integer("to", 1));
				types.put(node.output(i), type);
			}
		return types;
	}
}
