package io.github.fijiray.profile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import org.junit.jupiter.api.Test;

class ClassProfileTest {

	private static final ImageProfile FIRST = image("a", 1, new int[] { 0, 2 }, 1, 0, 5, 0);
	private static final ImageProfile SECOND = image("b", 1, new int[] { 2 }, 3, 0, 1, 0);
	private static final ImageProfile OTHER = image("c", 0, new int[] { 3 }, 0, 1, 9, 2);

	@Test
	void weightIsTheShareOfTheImagesWhoseMaskHasTheChannel() {
		final List<ClassProfile> profiles = ClassProfile.of(List.of(FIRST, OTHER, SECOND));
		assertEquals(List.of(0, 1), profiles.stream().map(ClassProfile::target).toList());
		final ClassProfile profile = profiles.get(1);
		assertEquals(2, profile.images());
		assertArrayEquals(new float[] { 0.5f, 0, 1, 0 }, profile.weights());
		assertArrayEquals(new float[] { 2, 0, 3, 0 }, profile.activations());
		assertEquals(List.of(2, 0, 1, 3), profile.ranking());
		assertEquals(List.of(2, 0), profile.top(4));
		assertEquals(List.of(2), profile.top(1));
	}

	@Test
	void imagesOfAnyClassCanExciteAChannelMost() {
		final List<ImageProfile> images = List.of(FIRST, SECOND, OTHER);
		assertEquals(List.of("c", "a"), ClassProfile.exciting(2, images, 2).stream().map(ImageProfile::image).toList());
		assertEquals(List.of("b", "a", "c"), ClassProfile.exciting(0, images, 9).stream().map(ImageProfile::image).toList());
	}

	@Test
	void rowHoldsAllThatAProfileNeeds() {
		for (ImageProfile image : List.of(FIRST, SECOND)) {
			final Map<String, String> row = new HashMap<>();
			image.row().forEach((column, value) -> row.put(column, value.toString()));
			final ImageProfile read = ImageProfile.of(image.image(), row);
			assertEquals(image.row(), read.row());
			assertArrayEquals(image.kept(), read.kept());
			assertArrayEquals(image.activations(), read.activations());
			assertEquals(ImageProfile.COLUMNS, List.copyOf(image.row().keySet()));
		}
	}

	private static ImageProfile image(String name, int target, int[] kept, float... activations) {
		return new ImageProfile(name, target, "class " + target, 1.5f, name.equals("a") ? OptionalInt.of(2) : OptionalInt
			.empty(), kept, activations);
	}
}
