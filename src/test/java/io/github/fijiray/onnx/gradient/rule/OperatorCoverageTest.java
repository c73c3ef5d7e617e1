package io.github.fijiray.onnx.gradient.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.util.List;

import org.junit.jupiter.api.Test;

class OperatorCoverageTest {

	@Test
	void everyOperatorIsTested() throws Exception {
		assertEquals(List.of(), OperatorCoverage.untested());
	}

	@Test
	void theTableInTheDocumentationIsUpToDate() throws Exception {
		assertEquals(OperatorCoverage.table(), Files.readString(OperatorCoverage.FILE),
			"Run the command in the file's first line.");
	}
}
