package io.github.fijiray.audit.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.audit.AuditSettings;
import io.github.fijiray.command.AuditFolderCommand;

import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.scijava.plugin.Parameter;
import org.scijava.service.Service;

class AuditArgumentsTest {

	@Test
	void theKeysAreThoseOfTheCommandButTheShard() {
		Set<String> keys = Arrays.stream(AuditFolderCommand.class.getDeclaredFields()).filter(field -> field
			.isAnnotationPresent(Parameter.class) && !Service.class.isAssignableFrom(field.getType())).map(Field::getName)
			.collect(Collectors.toCollection(TreeSet::new));
		assertTrue(keys.remove("shard"));
		keys.add(AuditArguments.CHUNK);
		assertEquals(keys, new TreeSet<>(AuditArguments.KEYS));
	}

	@Test
	void everySettingIsHeeded() throws IOException {
		Set<String> keys = new TreeSet<>(List.of("folder", "table", "model", "truth", "output", AuditArguments.CHUNK));
		for (String argument : List.of("unit=tile", "tile=9", "margin=3", "warm=true", "target=2", "areas=0.3", "game=hybrid",
			"perturbation=fade", "reference=mean", "mode=paper", "refine=true", "passes=5", "threshold=0.5", "blur_sigma=2",
			"smoothness=9", "seed=1", "preprocessing=0-1", "mean=1", "std=2", "resize=crop", "channels=bgr", "layout=nhwc",
			"scores=out", "labels=pom.xml", "provider=cpu"))
		{
			assertNotEquals(settings("model=a.onnx", "unit=plane"), settings("model=a.onnx", "unit=plane", argument), argument);
			keys.add(argument.substring(0, argument.indexOf('=')));
		}
		assertEquals(new TreeSet<>(AuditArguments.KEYS), keys);
	}

	@Test
	void illegalValuesAreRefused() {
		for (String argument : new String[] { "refine=1", "refine=yes", "chunk=0", "tile=1.5", "seed=a", "unit=cell" })
			assertThrows(IllegalArgumentException.class, () -> {
				AuditArguments arguments = AuditArguments.parse("model=a.onnx", argument);
				arguments.chunkSize();
				arguments.settings(1);
			}, argument);
	}

	@Test
	void unknownKeysAreRefusedWithTheLegalOnes() {
		String message = assertThrows(IllegalArgumentException.class, () -> AuditArguments.parse("modle=a.onnx"))
			.getMessage();
		assertTrue(message.contains("modle") && message.contains("model"), message);
	}

	private static AuditSettings settings(String... arguments) throws IOException {
		return AuditArguments.parse(arguments).settings(1);
	}
}
