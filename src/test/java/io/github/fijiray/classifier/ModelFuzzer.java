package io.github.fijiray.classifier;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;

import io.github.fijiray.classifier.description.ModelDescription;
import io.github.fijiray.classifier.session.ShapeProbe;
import io.github.fijiray.onnx.gradient.ClassScores;
import io.github.fijiray.onnx.gradient.Differentiator;
import io.github.fijiray.onnx.gradient.rule.RuleSet;
import io.github.fijiray.onnx.model.OnnxModel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Reads mutated model files, and prints each way in which that ends otherwise than well or with a message for the user.
 * Run by hand:
 *
 * <pre>
 * mvn -q test-compile exec:java -Dexec.classpathScope=test \
 *   -Dexec.mainClass=io.github.fijiray.classifier.ModelFuzzer -Dexec.args="MINUTES SEED [run]"
 * </pre>
 *
 * Files that end badly are kept in {@code target/fuzz}. With {@code run} a model that could be read is run and
 * differentiated too; ONNX Runtime itself may then end the process, and the file that it was given is
 * {@code target/fuzz/last.onnx}.
 */
public final class ModelFuzzer {

	private static final Duration SLOW = Duration.ofSeconds(10);
	private static final long[] NUMBERS = { 0, 1, -1, 2, 7, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 40,
		Long.MAX_VALUE, Long.MIN_VALUE };

	private final Random random;
	private final boolean runs;
	private final Path folder = Path.of("target", "fuzz");
	private final Map<String, Integer> endings = new HashMap<>();

	private ModelFuzzer(long seed, boolean runs) {
		random = new Random(seed);
		this.runs = runs;
	}

	public static void main(String[] args) throws Exception {
		Instant end = Instant.now().plus(Duration.ofSeconds(Math.round(60 * Double.parseDouble(args[0]))));
		ModelFuzzer fuzzer = new ModelFuzzer(Long.parseLong(args[1]), args.length > 2);
		List<ModelProto> models = new ArrayList<>();
		try (Stream<Path> files = Files.list(Path.of("src", "test", "resources", "networks"))) {
			for (Path file : files.filter(f -> f.toString().endsWith(".onnx")).sorted().toList())
				models.add(ModelProto.parseFrom(Files.readAllBytes(file)));
		}
		Files.createDirectories(fuzzer.folder);
		while (Instant.now().isBefore(end))
			fuzzer.fuzz(models.get(fuzzer.random.nextInt(models.size())));
		fuzzer.endings.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(System.out::println);
	}

	private void fuzz(ModelProto model) throws IOException {
		byte[] bytes = random.nextInt(4) == 0 ? mutated(model.toByteArray()) : mutated(model);
		Path file = Files.write(folder.resolve("last.onnx"), bytes);
		Instant start = Instant.now();
		String ending = ending(file);
		if (Duration.between(start, Instant.now()).compareTo(SLOW) > 0) ending = "slow: " + ending;
		if (endings.merge(ending, 1, Integer::sum) > 1 || ending.equals("well") || ending.equals("with a message")) return;
		Files.write(folder.resolve("bad" + endings.size() + ".onnx"), bytes);
		System.out.println(ending + " (bad" + endings.size() + ".onnx)");
	}

	private String ending(Path file) {
		try {
			OnnxModel model = OnnxModel.read(file);
			model.graph().names();
			if (!runs) return "well";
			ClassifierOptions options = ClassifierOptions.defaults();
			ModelInput input = ModelInput.of(model, ModelDescription.beside(file), options, note -> {});
			ShapeProbe probe = ShapeProbe.probe(model, input.shape(1));
			ClassScores scores = ClassScores.find(probe.model(), probe.shapes());
			Differentiator.of(probe.model(), probe.shapes(), RuleSet.gradient()).differentiate(scores.tensor(), List.of(input
				.name())).toByteArray();
			return "well";
		}
		catch (IOException e) {
			return "with a message";
		}
		catch (RuntimeException | Error e) {
			StackTraceElement[] trace = e.getStackTrace();
			StackTraceElement own = Stream.of(trace).filter(t -> t.getClassName().startsWith("io.github.fijiray")).findFirst()
				.orElse(null);
			return e.getClass().getSimpleName() + " " + e.getMessage() + " at " + own;
		}
	}

	/** Flips, drops or repeats some bytes. */
	private byte[] mutated(byte[] bytes) {
		byte[] changed = bytes.clone();
		for (int i = 1 + random.nextInt(5); i > 0; i--)
			changed[random.nextInt(changed.length)] = (byte) random.nextInt();
		int length = random.nextInt(8) == 0 ? random.nextInt(changed.length) : changed.length;
		return Arrays.copyOf(changed, length);
	}

	private byte[] mutated(ModelProto model) {
		ModelProto.Builder builder = model.toBuilder();
		for (int i = 1 + random.nextInt(3); i > 0; i--)
			mutate(builder);
		return builder.build().toByteArray();
	}

	/** Walks down to some field, and changes it. */
	private void mutate(Message.Builder message) {
		List<FieldDescriptor> fields = new ArrayList<>(message.getAllFields().keySet());
		if (fields.isEmpty() || random.nextInt(12) == 0) fields = message.getDescriptorForType().getFields();
		FieldDescriptor field = fields.get(random.nextInt(fields.size()));
		boolean nested = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
		if (field.isRepeated()) mutateRepeated(message, field, nested);
		else if (nested && (message.hasField(field) || random.nextInt(4) == 0)) {
			if (random.nextInt(20) == 0) message.clearField(field);
			else mutate(message.getFieldBuilder(field));
		}
		else if (!nested) {
			if (random.nextInt(5) == 0) message.clearField(field);
			else message.setField(field, value(field, message.getField(field)));
		}
	}

	private void mutateRepeated(Message.Builder message, FieldDescriptor field, boolean nested) {
		int count = message.getRepeatedFieldCount(field);
		if (count == 0) {
			if (!nested) message.addRepeatedField(field, value(field, null));
			return;
		}
		int index = random.nextInt(count);
		List<Object> values = new ArrayList<>((List<?>) message.getField(field));
		switch (random.nextInt(nested ? 12 : 4)) {
			case 0 -> values.remove(index);
			case 1 -> values.add(random.nextInt(count), values.get(index));
			case 2 -> values.set(index, values.get(random.nextInt(count)));
			default -> {
				if (nested) mutate(message.getRepeatedFieldBuilder(field, index));
				else message.setRepeatedField(field, index, value(field, values.get(index)));
				return;
			}
		}
		message.setField(field, values);
	}

	private Object value(FieldDescriptor field, Object old) {
		long number = NUMBERS[random.nextInt(NUMBERS.length)];
		return switch (field.getJavaType()) {
			case INT -> random.nextBoolean() ? random.nextInt(25) : (int) number;
			case LONG -> random.nextInt(3) == 0 ? random.nextInt(25) : number;
			case FLOAT -> random.nextBoolean() ? Float.NaN : (float) number;
			case DOUBLE -> (double) number;
			case BOOLEAN -> random.nextBoolean();
			case STRING -> text(old);
			case BYTE_STRING -> random.nextBoolean() ? ByteString.copyFromUtf8(text("")) : ByteString.copyFrom(mutated(
				((ByteString) (old == null || ((ByteString) old).isEmpty() ? ByteString.copyFromUtf8("x") : old)).toByteArray()));
			case ENUM -> field.getEnumType().getValues().get(random.nextInt(field.getEnumType().getValues().size()));
			case MESSAGE -> throw new IllegalStateException();
		};
	}

	private String text(Object old) {
		String[] texts = { "", "image", "scores", "x", "../../x", "SAME_UPPER", "Relu", "Cast", "If", "Reshape", "Concat",
			"Constant", "Resize", "Slice", "Gather", "Conv", "MaxPool", "QuantizeLinear", "DequantizeLinear", "com.microsoft",
			"Einsum", "" + old + old };
		return texts[random.nextInt(texts.length)];
	}
}
