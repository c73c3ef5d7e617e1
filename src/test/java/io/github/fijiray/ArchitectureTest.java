package io.github.fijiray;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** Every package knows only packages below it, and none of its own level. */
class ArchitectureTest {

	/** From the lowest level to the highest. */
	private static final List<List<String>> LEVELS = List.of( //
		List.of("mask", "perturbation", "onnx", "classifier.preprocessing"), //
		List.of("onnx.rewrite", "onnx.gradient.rule", "classifier.description"), //
		List.of("onnx.model"), //
		List.of("onnx.layer", "onnx.gradient", "classifier.session"), //
		List.of("classifier"), //
		List.of("attribution"), //
		List.of("attribution.extremal", "attribution.channel", "attribution.inversion", "attribution.map"), //
		List.of("imagej"), //
		List.of("attribution.map.method", "attribution.metric", "imagej.bridge", "imagej.figure"), //
		List.of("imagej.extremal", "imagej.channel", "imagej.inversion", "imagej.map", "imagej.sanity"), //
		List.of("study"), //
		List.of("audit", "profile", "pointing", "monotonicity"), //
		List.of("audit.report"), //
		List.of("command"));

	private static final String ROOT = "io.github.fijiray";
	private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(
		new ImportOption.DoNotIncludeTests()).importPackages(ROOT);

	@Test
	void everyPackageHasItsLevel() {
		Set<String> packages = CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(
			TreeSet::new));
		assertEquals(LEVELS.stream().flatMap(List::stream).map(ArchitectureTest::qualified).collect(Collectors.toCollection(
			TreeSet::new)), packages);
	}

	@Test
	void everyPackageKnowsOnlyLowerLevels() {
		for (int level = 0; level < LEVELS.size(); level++)
			for (String name : LEVELS.get(level)) {
				String[] others = LEVELS.stream().skip(level).flatMap(List::stream).filter(other -> !other.equals(name)).map(
					ArchitectureTest::qualified).toArray(String[]::new);
				if (others.length > 0) noClasses().that().resideInAPackage(qualified(name)).should().dependOnClassesThat()
					.resideInAnyPackage(others).check(CLASSES);
			}
	}

	@Test
	void theCoreKnowsNoWindows() {
		String[] core = Stream.of("mask", "perturbation", "onnx", "classifier", "attribution").map(name -> qualified(name) +
			"..").toArray(String[]::new);
		noClasses().that().resideInAnyPackage(core).should().dependOnClassesThat().resideInAnyPackage("ij..", "java.awt..",
			"javax.swing..", ROOT + ".imagej..").check(CLASSES);
	}

	private static String qualified(String name) {
		return ROOT + "." + name;
	}
}
