package io.github.fijiray.classifier.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Shapes;

import org.junit.jupiter.api.Test;

import java.util.Map;

class MemoryBoundTest {

	/** 100 bytes of activations per image, and weights, which do not count. */
	private final Shapes shapes = new Shapes(Map.of("x", ElementType.FLOAT, "y", ElementType.FLOAT16, "w",
		ElementType.FLOAT), Map.of("x", Dims.batched(1, 20), "y", Dims.batched(1, 10), "w", Dims.fixed(1000)), Map.of());

	@Test
	void theBatchNeedsTwiceTheActivationsOfItsImages() throws ModelException {
		assertEquals(5, MemoryBound.images(shapes, 1000));
		assertEquals(4, MemoryBound.images(shapes, 999));
	}

	@Test
	void oneImageIsAlwaysTried() throws ModelException {
		assertEquals(1, MemoryBound.images(shapes, 10));
		assertTrue(MemoryBound.images(shapes) > 1000);
	}

	@Test
	void soManyImagesAsHaveActivationsAsLargeAsTheWeightsUseTheCacheBest() throws ModelException {
		assertEquals(40, MemoryBound.imagesAsLargeAsWeights(shapes));
		assertEquals(1, MemoryBound.imagesAsLargeAsWeights(new Shapes(Map.of("x", ElementType.FLOAT), Map.of("x", Dims
			.batched(1, 20)), Map.of())));
	}
}
