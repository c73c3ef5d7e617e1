package io.github.fijiray.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.fijiray.attribution.extremal.MaskArithmetic;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

class ProvenanceTest {

	@Test
	void saysWhereMasksWereComputedInOneGraph() {
		Provenance provenance = new Provenance(Path.of("cells.onnx"), "0123", "healthy", "0-1 scaling", "cuda", "0.1.0");
		assertEquals("cuda", provenance.with(MaskArithmetic.JAVA).provider());
		assertEquals("cuda, masks in one graph", provenance.with(MaskArithmetic.GRAPH).provider());
	}
}
