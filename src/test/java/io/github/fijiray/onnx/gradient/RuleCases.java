package io.github.fijiray.onnx.gradient;

import java.util.List;
import java.util.stream.Stream;

/** The table of rule tests: what an operator is tried on. */
final class RuleCases {

	private RuleCases() {}

	static Stream<RuleCase> all() {
		return Stream.of(ACTIVATIONS, ARITHMETIC, LINEAR, POOLING, NORMALISATION, REDUCTION, SHAPE).flatMap(List::stream);
	}

	private static RuleCase c(String operator, String inputs) {
		return RuleCase.of(operator, inputs, "");
	}

	private static RuleCase c(String operator, String inputs, String attributes) {
		return RuleCase.of(operator, inputs, attributes);
	}

	private static final List<RuleCase> ACTIVATIONS = List.of(
		c("Relu", "X[N,2,3]"),
		c("LeakyRelu", "X[N,5]", "alpha=0.2"),
		c("Sigmoid", "X[N,5]"),
		c("Tanh", "X[N,5]"),
		c("Clip", "X[N,9] =-0.5 =0.7"),
		c("Clip", "X[N,9] _ =0.5"),
		c("Clip", "X[N,9] =0.1"),
		c("Clip", "X[N,9]"),
		c("Clip", "X[N,9]", "min=-0.5 max=0.7").opset(7),
		c("Clip", "X[N,9]", "max=0.7").opset(7));

	private static final List<RuleCase> ARITHMETIC = List.of(
		c("Add", "X[N,3] Y[N,3]"),
		c("Add", "X[N,3] X[N,3]"),
		c("Add", "X[N,3,2] Y[3,1]"),
		c("Add", "X[N,1,2] Y[N,3,1]"),
		c("Sub", "X[N,3] Y[1]"),
		c("Sub", "X[3] Y[N,1]"),
		c("Mul", "X[N,3] Y[N,1]"),
		c("Mul", "X[N,3,2] Y[]"),
		c("Mul", "X[N,3,2,2] Y[N,3,1,1]"),
		c("Div", "X[N,3] Y+[N,1]"),
		c("Div", "X[N,3] Y+[3]"),
		c("Sum", "X[N,3] Y[3] Z[N,1]"),
		c("Mean", "X[N,3] Y[3] Z[N,1]"));

	private static final List<RuleCase> LINEAR = List.of(
		c("Conv", "X[N,2,5,5] w[3,2,3,3] b[3]"),
		c("Conv", "X[N,6,5,5] w[3,6,3,3]"),
		c("Conv", "X[N,6,5,4] w[2,6,1,1]"),
		c("Conv", "X[N,6,5,6] w[3,6,3,2]", "pads=[1,0,2,1]"),
		c("Conv", "X[N,6,5,6] w[3,6,3,2]", "pads=[3,2,2,3]"),
		c("Conv", "X[N,6,7,8] w[3,6,3,3]", "strides=[2,2] pads=[1,1,1,1]"),
		c("Conv", "X[N,2,8,7] w[3,2,3,3]", "strides=[3,2] pads=[0,1,1,0]"),
		c("Conv", "X[N,6,6,6] w[2,6,1,1]", "strides=[2,2]"),
		c("Conv", "X[N,6,7,7] w[3,6,3,3]", "dilations=[2,2] pads=[2,2,2,2]"),
		c("Conv", "X[N,6,8,7] w[3,6,3,3]", "dilations=[2,1] strides=[2,2] pads=[1,1,1,1]"),
		c("Conv", "X[N,6,5,5] w[6,1,3,3]", "group=6 pads=[1,1,1,1]"),
		c("Conv", "X[N,6,5,5] w[12,1,3,3]", "group=6 pads=[1,1,1,1]"),
		c("Conv", "X[N,6,5,5] w[4,3,3,3]", "group=2 pads=[1,1,1,1]"),
		c("Conv", "X[N,6,5,5] w[6,1,3,3]", "group=6 strides=[2,2] pads=[1,1,1,1]"),
		c("Conv", "X[N,6,5,6] w[3,6,3,2]", "auto_pad=SAME_UPPER"),
		c("Conv", "X[N,6,5,6] w[3,6,2,2]", "auto_pad=SAME_LOWER"),
		c("Conv", "X[N,6,5,6] w[3,6,3,3]", "auto_pad=SAME_UPPER strides=[2,2]"),
		c("Conv", "X[N,6,5,6] w[3,6,2,3]", "auto_pad=VALID"),
		c("Conv", "X[N,5,9] w[3,5,3]", "pads=[1,1]"),
		c("Conv", "X[N,5,9] w[3,5,3]", "pads=[1,0] strides=[2]"),
		c("Conv", "X[N,5,3,4,3] w[2,5,2,3,2]", "pads=[1,1,0,0,1,0]"),
		c("ConvTranspose", "X[N,3,4,3] w[3,2,3,3] b[2]"),
		c("ConvTranspose", "X[N,3,4,3] w[3,2,3,3]", "strides=[2,2] pads=[1,0,1,1] output_padding=[1,0]"),
		c("ConvTranspose", "X[N,4,3,3] w[4,1,2,2]", "strides=[2,2] group=2"),
		c("Gemm", "X[N,3] W[3,4] B[4]"),
		c("Gemm", "X[N,3] W[4,3] B[N,4]", "transB=1 alpha=0.5 beta=2.0"),
		c("Gemm", "X[N,3] W[4,3]", "transB=1"),
		c("Gemm", "w[3,2] X[N,3]", "transA=1 transB=1"),
		c("Gemm", "X[3,N] W[3,4] B[1,4]", "transA=1"),
		c("Gemm", "X[3,N] W[4,3]", "transA=1 transB=1 alpha=0.5"),
		c("MatMul", "X[N,3] W[3,4]"),
		c("MatMul", "X[N,2,3] W[3,4]"),
		c("MatMul", "X[N,2,3] Y[N,3,4]"),
		c("MatMul", "X[N,5,2,3] Y[N,1,3,4]"),
		c("MatMul", "X[N,2,3] Y[5,1,3,4]"),
		c("MatMul", "X[2,3] Y[N,3,4]"),
		c("MatMul", "X[N,3] W[3]"),
		c("MatMul", "X[3] Y[N,3,4]"),
		c("MatMul", "X[N,2,4,3] Y[3]"));

	private static final List<RuleCase> POOLING = List.of(
		c("MaxPool", "X[N,2,6,6]", "kernel_shape=[2,2] strides=[2,2]"),
		c("MaxPool", "X[N,2,7,7]", "kernel_shape=[3,3] strides=[2,2]"),
		c("MaxPool", "X[N,2,7,6]", "kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1]"),
		c("MaxPool", "X[N,2,6,6]", "kernel_shape=[3,3] strides=[2,2] ceil_mode=1"),
		c("MaxPool", "X[N,2,5,5]", "kernel_shape=[3,3] pads=[1,1,1,1]"),
		c("MaxPool", "X[N,2,7,7]", "kernel_shape=[2,2] strides=[3,3]"),
		c("MaxPool", "X[N,2,7,7]", "kernel_shape=[2,3] dilations=[2,2]"),
		c("MaxPool", "X[N,2,6,7]", "kernel_shape=[3,3] strides=[2,2] auto_pad=SAME_UPPER"),
		c("MaxPool", "X[N,2,9]", "kernel_shape=[3] strides=[2]"),
		c("MaxPool", "X[N,2,4,4,4]", "kernel_shape=[2,2,2] strides=[2,2,2]"),
		c("AveragePool", "X[N,2,6,6]", "kernel_shape=[2,2] strides=[2,2]"),
		c("AveragePool", "X[N,2,7,6]", "kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1]"),
		c("AveragePool", "X[N,2,7,6]", "kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1] count_include_pad=1"),
		c("AveragePool", "X[N,2,5,5]", "kernel_shape=[3,3] pads=[1,1,1,1]"),
		c("AveragePool", "X[N,2,5,5]", "kernel_shape=[3,3] pads=[1,1,1,1] count_include_pad=1"),
		c("AveragePool", "X[N,2,6,6]", "kernel_shape=[3,3] strides=[2,2] ceil_mode=1"),
		c("AveragePool", "X[N,2,6,6]", "kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1] ceil_mode=1 count_include_pad=1"),
		c("AveragePool", "X[N,2,7,7]", "kernel_shape=[2,2] strides=[3,3]"),
		c("AveragePool", "X[N,2,6,7]", "kernel_shape=[3,3] strides=[2,2] auto_pad=SAME_LOWER"),
		c("AveragePool", "X[N,2,9]", "kernel_shape=[4] strides=[2] pads=[1,2]"),
		c("GlobalAveragePool", "X[N,2,3,4]"),
		c("GlobalMaxPool", "X[N,2,3,4]"));

	private static final List<RuleCase> NORMALISATION = List.of(
		c("BatchNormalization", "X[N,3,2,2] s[3] b[3] m[3] v+[3]"),
		c("BatchNormalization", "X[N,3] s[3] b[3] m[3] v+[3]", "epsilon=0.01"),
		c("BatchNormalization", "X[N,3,2] s[3] b[3] m[3] v+[3]", "spatial=1").opset(7),
		c("LRN", "X[N,6,2,2]", "size=5 alpha=0.3 beta=0.75 bias=1.0"),
		c("LRN", "X[N,5,2,2]", "size=3 alpha=0.3 beta=0.5 bias=2.0"),
		c("LRN", "X[N,2,2,1]", "size=5 alpha=0.3"),
		c("Softmax", "X[N,4]"),
		c("Softmax", "X[N,4,3]", "axis=1"),
		c("Softmax", "X[N,4,3]", "axis=1").opset(11),
		c("LogSoftmax", "X[N,4,3]"),
		c("LogSoftmax", "X[N,4]").opset(9));

	private static final List<RuleCase> REDUCTION = List.of(
		c("ReduceSum", "X[N,3,4] 1"),
		c("ReduceSum", "X[N,3,4] -1,1", "keepdims=0"),
		c("ReduceSum", "X[N,3,4] []", "noop_with_empty_axes=1"),
		c("ReduceMean", "X[N,3,4,2] 2,3"),
		c("ReduceMean", "X[N,3,4,2] 2,3", "keepdims=0"),
		c("ReduceMean", "X[N,3,4,2]", "axes=[2,3] keepdims=0").opset(11),
		c("ReduceSum", "X[N,3,4]", "axes=[2]").opset(11));

	private static final List<RuleCase> SHAPE = List.of(
		c("Identity", "X[N,3]"),
		c("Dropout", "X[N,3]"),
		c("Dropout", "X[N,3]", "ratio=0.4").opset(7),
		c("Cast", "X[N,3]", "to=1"),
		c("Reshape", "X[N,3,4] -1,12"),
		c("Reshape", "X[N,3,4] 0,4,3"),
		c("Reshape", "X[N,3,4] -1,4"),
		c("Flatten", "X[N,3,4]"),
		c("Flatten", "X[N,3,4]", "axis=2"),
		c("Squeeze", "X[N,3,1,1] 2,3"),
		c("Squeeze", "X[N,3,1,1]", "axes=[2,3]").opset(11),
		c("Unsqueeze", "X[N,3] -1"),
		c("Unsqueeze", "X[N,3]", "axes=[1]").opset(9),
		c("Transpose", "X[N,2,3,4]", "perm=[0,3,1,2]"),
		c("Transpose", "X[N,2,3]", "perm=[2,0,1]"),
		c("Transpose", "X[N,2]"),
		c("Concat", "X[N,2,3] Y[N,1,3] X[N,2,3]", "axis=1"),
		c("Concat", "X[N,2,3] Y[N,2,2]", "axis=-1"),
		c("Split", "X[N,5,3] 2,3", "axis=1").outputs(2),
		c("Split", "X[N,6,3]", "axis=1 num_outputs=3").outputs(3),
		c("Split", "X[N,6,3]", "axis=1").outputs(3).opset(11),
		c("Split", "X[N,5,3]", "axis=1 split=[2,3]").outputs(2).opset(11),
		c("Pad", "X[N,2,3] 0,1,0,0,0,2"),
		c("Pad", "X[N,2,3] 0,1,0,0,-1,2 =0.5"),
		c("Pad", "X[N,2,3] 1,2 _ 2"),
		c("Pad", "X[N,2,3]", "pads=[0,1,0,0,0,2]").opset(10),
		c("Slice", "X[N,5,4] 1 3 1"),
		c("Slice", "X[N,5,4] -3,0 -1,9 1,2"),
		c("Slice", "X[N,5,4] 1,0 5,4 1,2 2,3"),
		c("Slice", "X[N,5,4] -1 -9 1 -2"),
		c("Slice", "X[N,5,4] 0,1 9,4 0,1"),
		c("Slice", "X[N,5,4]", "starts=[1] ends=[4] axes=[1]").opset(9));
}
