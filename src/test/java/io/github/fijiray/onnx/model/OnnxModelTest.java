package io.github.fijiray.onnx.model;

import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Models;
import io.github.fijiray.onnx.Node;
import io.github.fijiray.onnx.TensorData;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxModelTest {

	@TempDir
	Path temporary;
	Path folder;

	@BeforeEach
	void makeFolder() throws IOException {
		folder = Files.createDirectory(temporary.resolve("models"));
	}

	private static Models linear() {
		return Models.input("x", -1, 3).weights("w", 3, 2).node("MatMul", "y", "x", "w").output("y", -1, 2);
	}

	@Test
	void tellsWhatTheFileHolds() throws Exception {
		Path file = linear().opset(13).write(folder.resolve("net.onnx"));
		OnnxModel model = OnnxModel.read(file);
		assertEquals("net", model.name());
		assertEquals(13, model.fileOpset());
		assertEquals(18, model.opset());
		assertEquals(1, model.inputs().size());
		assertEquals("x float [?,3]", model.inputs().get(0).toString());
		assertArrayEquals(new long[] { -1, 2 }, model.outputs().get(0).shape());
		assertEquals(64, model.sha256().length());
	}

	@Test
	void initializersAmongTheInputsAreNoInputs() throws Exception {
		OnnxModel model = linear().andInput("w", ElementType.FLOAT, 3, 2).read(folder);
		assertEquals(1, model.inputs().size());
	}

	@Test
	void ordersNodesByDependency() throws Exception {
		OnnxModel model = Models.input("x", -1, 3).node("Relu", "c", "b").node("Relu", "b", "a").node("Relu", "a", "x").output(
			"c", -1, 3).read(folder);
		assertEquals("[a, b, c]", model.graph().nodes().stream().map(Node::name).toList().toString());
	}

	@Test
	void refusesFilesThatAreNoModels() throws Exception {
		assertThrows(NoSuchFileException.class, () -> OnnxModel.read(folder.resolve("none.onnx")));
		assertRefused(folder, "not a file");
		assertRefused(Files.write(folder.resolve("empty.onnx"), new byte[0]), "is empty");
		assertRefused(Files.write(folder.resolve("text.onnx"), "this is a text, not a model".getBytes(
			StandardCharsets.UTF_8)), "not an ONNX model");
		byte[] noise = new byte[5000];
		new Random(1).nextBytes(noise);
		assertRefused(Files.write(folder.resolve("noise.onnx"), noise), "not an ONNX model");
	}

	@Test
	void refusesTruncatedFiles() throws Exception {
		byte[] whole = linear().proto().toByteArray();
		for (int length = 1; length < whole.length; length += 3) {
			Path file = Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(whole, length));
			assertThrows(ModelException.class, () -> OnnxModel.read(file));
		}
	}

	@Test
	void refusesOldOpsets() throws Exception {
		assertRefused(linear().opset(6).write(folder.resolve("old.onnx")), "opset 6");
	}

	@Test
	void refusesGraphsThatCannotRun() throws Exception {
		assertRefused(Models.input("x", 1).node("Relu", "y", "nothing").output("y", 1).write(folder.resolve("a.onnx")),
			"reads the tensor 'nothing'");
		assertRefused(Models.input("x", 1).node("Add", "a", "x", "b").node("Relu", "b", "a").output("b", 1).write(folder
			.resolve("b.onnx")), "cycle");
		assertRefused(Models.input("x", 1).node("Relu", "y", "x").node("Exp", "y", "x").output("y", 1).write(folder.resolve(
			"c.onnx")), "made twice");
		assertRefused(Models.input("x", 1).node("Relu", "y", "x").output("z", 1).write(folder.resolve("d.onnx")),
			"output 'z' is made by no node");
	}

	@Test
	void refusesTensorsWhoseSizeAndDataDiffer() throws Exception {
		TensorProto huge = TensorData.floats("w", new long[] { 1L << 40, 1L << 40 }, 1, 2);
		assertRefused(linear(huge), "impossible dimensions");
		assertRefused(linear(TensorData.floats("w", new long[] { 1L << 40, 2 }, 1, 2)), "should have");
		assertRefused(linear(TensorData.floats("w", new long[] { -3, -2 }, 1, 2, 3, 4, 5, 6)), "impossible dimensions");
		assertRefused(linear(TensorProto.newBuilder().setName("w").setDataType(1).addDims(1L << 40).build()), "should have");
		assertRefused(linear(TensorProto.newBuilder().setName("w").setDataType(1).addDims(3).addFloatData(1).addFloatData(2)
			.build()), "should have 3 elements but has data for 2");
	}

	@Test
	void refusesTensorsInsideOfNodesThatAreNotSound() throws Exception {
		TensorProto tooShort = TensorData.vector("", 1, 2).toBuilder().setDims(0, 7).build();
		assertRefused(constant(tooShort).write(folder.resolve("constant.onnx")), "should have");
		TensorProto outside = external("weights.bin", 0, 24);
		Files.write(folder.resolve("weights.bin"), new byte[24]);
		assertRefused(constant(outside).write(folder.resolve("constant.onnx")), "lies in another file");
		assertRefused(constant(TensorProto.newBuilder().setDataType(99).build()).write(folder.resolve("constant.onnx")),
			"unknown type");
	}

	private static Models constant(TensorProto value) {
		return Models.input("x", -1, 3).node("Constant", "w").with("value", value).node("Add", "y", "x", "w").output("y", -1,
			3);
	}

	private Path linear(TensorProto weights) throws IOException {
		return Models.input("x", -1, 3).initializer(weights).node("MatMul", "y", "x", "w").output("y", -1, 2).write(folder
			.resolve("sizes.onnx"));
	}

	@Test
	void takesExternalDataFromTheModelsFolder() throws Exception {
		Files.write(folder.resolve("weights.bin"), new byte[100]);
		OnnxModel model = OnnxModel.read(linear(external("weights.bin", 16, 24)));
		assertEquals(folder.toAbsolutePath(), model.folder());
	}

	@ParameterizedTest
	@ValueSource(strings = { "../secret.bin", "/etc/hostname", "a/../../secret.bin", "link.bin", "" })
	void refusesExternalDataFromElsewhere(String location) throws Exception {
		Files.write(temporary.resolve("secret.bin"), new byte[100]);
		Files.createSymbolicLink(folder.resolve("link.bin"), temporary.resolve("secret.bin"));
		assertRefused(linear(external(location, 0, 24)), "outside of the model's folder", "leads out of the model's folder");
	}

	@Test
	void refusesExternalDataThatIsMissingOrTooShort() throws Exception {
		assertRefused(linear(external("missing.bin", 0, 24)), "missing");
		Files.write(folder.resolve("short.bin"), new byte[30]);
		assertRefused(linear(external("short.bin", 10, 24)), "but this file has 30");
		assertRefused(linear(external("short.bin", -1, 24)), "but this file has 30");
		assertRefused(linear(external("short.bin", Long.MAX_VALUE, 24)), "but this file has 30");
		assertRefused(linear(external("short.bin", 0, 12)), "but this file has 30");
	}

	private static TensorProto external(String location, long offset, long length) {
		TensorProto.Builder tensor = TensorProto.newBuilder().setName("w").setDataType(1).addDims(3).addDims(2)
			.setDataLocation(TensorProto.DataLocation.EXTERNAL);
		tensor.addExternalData(entry("location", location)).addExternalData(entry("offset", "" + offset)).addExternalData(
			entry("length", "" + length));
		return tensor.build();
	}

	private static StringStringEntryProto entry(String key, String value) {
		return StringStringEntryProto.newBuilder().setKey(key).setValueBytes(ByteString.copyFromUtf8(value)).build();
	}

	@Test
	void readsVeryLongChains() throws Exception {
		Models chain = Models.input("t0", -1, 3);
		int length = 100_000;
		for (int i = 0; i < length; i++)
			chain.node("Relu", "t" + (i + 1), "t" + i);
		OnnxModel model = chain.output("t" + length, -1, 3).read(folder);
		assertEquals(length, model.graph().nodes().size());
		assertEquals(length + 1, model.graph().ancestors(model.graph().outputs()).size());
	}

	private static void assertRefused(Path file, String... reasons) {
		ModelException refusal = assertThrows(ModelException.class, () -> OnnxModel.read(file));
		assertTrue(Arrays.stream(reasons).anyMatch(refusal.getMessage()::contains), refusal.getMessage());
		assertTrue(refusal.getMessage().contains(file.getFileName().toString()), refusal.getMessage());
	}
}
