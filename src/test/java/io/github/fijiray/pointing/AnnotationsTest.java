package io.github.fijiray.pointing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading of PASCAL VOC and of COCO. */
class AnnotationsTest {

	private static final String CAT = object("cat", 2, 1, 4, 2);
	private static final String DOG = object("dog", 1, 1, 4, 3);

	@TempDir
	private Path folder;

	@Test
	void boxesOfVocStartAtOne() throws IOException {
		voc("a", CAT);
		AnnotatedImage image = new VocAnnotations(folder).images("").get(0);
		assertEquals(folder.resolve("JPEGImages/a.jpg"), image.image().file());
		ObjectShapeTest.assertDrawn(image.objects().get("cat").get(0), //
			".###.", //
			".###.", //
			".....");
	}

	@Test
	void aPictureMayHaveTheNameThatTheAnnotationGives() throws IOException {
		voc("a", CAT);
		Path named = Files.createFile(Files.createDirectory(folder.resolve("JPEGImages")).resolve("elsewhere.jpg"));
		assertEquals(named, image("a").image().file());
		Path own = Files.createFile(folder.resolve("JPEGImages/a.jpg"));
		assertEquals(own, image("a").image().file());
	}

	@Test
	void listsTellWhichImagesCount() throws IOException {
		for (String name : List.of("a", "b", "c"))
			voc(name, CAT);
		Path lists = Files.createDirectories(folder.resolve("ImageSets/Main"));
		Files.writeString(lists.resolve("test.txt"), "c\na\n");
		Files.writeString(lists.resolve("cat_test.txt"), "a -1\nb  1\nc  0\n");
		assertEquals(List.of("c", "a"), names("test"));
		assertEquals(List.of("b", "c"), names("cat_test"));
		assertEquals(List.of("a", "b", "c"), names(""));
		assertTrue(assertThrows(IOException.class, () -> names("val")).getMessage().contains("val.txt"));
	}

	@Test
	void partsOfAnObjectAreNotObjects() throws IOException {
		voc("a", object("person", 1, 1, 4, 4).replace("</object>",
			"<part><name>head</name><bndbox><xmin>2</xmin><ymin>2</ymin><xmax>3</xmax><ymax>3</ymax></bndbox></part></object>"));
		assertEquals(List.of("person"), List.copyOf(new VocAnnotations(folder).images("").get(0).objects().keySet()));
	}

	@Test
	void difficultIsASmallObjectBesideAnotherClass() throws IOException {
		voc("both", CAT + DOG);
		voc("cat", CAT);
		AnnotatedImage both = image("both");
		assertTrue(both.isDifficult(both.region("cat", 5, 5)), "6 of 25 pixels");
		assertFalse(both.isDifficult(both.region("dog", 5, 5)), "12 of 25 pixels");
		assertFalse(both.isDifficult(both.region("cat", 4, 6)), "6 of 24 pixels are a quarter");
		AnnotatedImage cat = image("cat");
		assertFalse(cat.isDifficult(cat.region("cat", 5, 5)), "nothing else is there");
	}

	@Test
	void objectsBesideTheImageAreNoTruth() throws IOException {
		voc("a", object("cat", 11, 11, 20, 20));
		assertThrows(IllegalArgumentException.class, () -> image("a").region("cat", 10, 10));
	}

	@Test
	void entitiesAreRefusedUnread() throws IOException {
		Path secret = Files.writeString(folder.resolve("secret.txt"), "cat");
		Path annotations = Files.createDirectories(folder.resolve("Annotations"));
		Files.writeString(annotations.resolve("a.xml"), "<!DOCTYPE annotation [<!ENTITY x SYSTEM \"" + secret.toUri() +
			"\">]><annotation>" + CAT.replace("cat", "&x;") + "</annotation>");
		String message = assertThrows(IOException.class, () -> names("")).getMessage();
		assertTrue(message.contains("a.xml") && message.contains("DOCTYPE"), message);
		Files.writeString(annotations.resolve("a.xml"), "<!DOCTYPE a [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]>" +
			"<annotation>&b;</annotation>");
		assertThrows(IOException.class, () -> names(""));
	}

	@Test
	void namesDoNotLeadOutOfTheFolder() throws IOException {
		voc("a", CAT);
		Files.writeString(Files.createDirectories(folder.resolve("ImageSets/Main")).resolve("test.txt"), "../../a\n");
		assertThrows(IOException.class, () -> names("test"));
		assertThrows(IOException.class, () -> names("../../../test"));
		assertThrows(IOException.class, () -> coco("../a.jpg", "[[0,0,1,0,1,1]]"));
	}

	@Test
	void cocosPolygonsAndRunsAreTheSameObject() throws IOException {
		for (String segmentation : List.of("[[1,0,4,0,4,2,1,2]]", "[[1,0,2,0,2,2,1,2],[2,0,4,0,4,2,2,2]]",
			"{\"counts\":[3,2,1,2,1,2,4],\"size\":[3,5]}", "{\"size\":[3,5],\"counts\":\"3210003\"}"))
		{
			AnnotatedImage image = coco("a.jpg", segmentation).get(0);
			assertEquals("a.jpg", image.image().id());
			boolean[] region = image.region("cat", 5, 3);
			ObjectShapeTest.assertDrawn((mask, width, height) -> System.arraycopy(region, 0, mask, 0, region.length), //
				".###.", //
				".###.", //
				".....");
		}
	}

	@Test
	void classesOfCocoShareAnImage() throws IOException {
		List<AnnotatedImage> images = coco("a.jpg", "[[0,0,1,0,1,1]]");
		assertEquals(List.of("cat", "dog"), List.copyOf(images.get(0).objects().keySet()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[]", "{\"annotations\":[{\"image_id\":\"x\"}]}", "{\"annotations\":{}}",
		"{\"annotations\":[{\"image_id\":5,\"category_id\":1,\"segmentation\":[]}]}",
		"{\"annotations\":[{\"segmentation\":{\"size\":[99999,99999],\"counts\":[1]}}]}",
		"{\"annotations\":[{\"segmentation\":[[1,2,3]]}]}" })
	void whatIsNoFileOfCocoIsRefusedWithItsName(String text) throws IOException {
		Path file = Files.writeString(folder.resolve("instances.json"), text);
		String message = assertThrows(IOException.class, () -> new CocoAnnotations(folder).images(file)).getMessage();
		assertTrue(message.contains("instances.json"), message);
	}

	@Test
	void boxesAloneAreNoTruthOfCoco() throws IOException {
		Path file = Files.writeString(folder.resolve("boxes.json"), "{\"images\":[{\"id\":7,\"file_name\":\"a.jpg\"}]," +
			"\"annotations\":[{\"image_id\":7,\"category_id\":17,\"bbox\":[1,1,2,2]}],\"categories\":[{\"id\":17," +
			"\"name\":\"cat\"}]}");
		String message = assertThrows(IllegalArgumentException.class, () -> new CocoAnnotations(folder).images(file))
			.getMessage();
		assertTrue(message.contains("boxes.json") && message.contains("segmentation"), message);
	}

	/** One image with a cat of this shape, and a dog at its corner. */
	private List<AnnotatedImage> coco(String image, String segmentation) throws IOException {
		Path file = Files.writeString(folder.resolve("instances.json"), "{\"info\":{\"year\":2014},\"images\":[{\"id\":7," +
			"\"file_name\":\"" + image + "\",\"width\":5,\"height\":3}],\"annotations\":[{\"id\":1,\"image_id\":7," +
			"\"category_id\":17,\"iscrowd\":0,\"segmentation\":" + segmentation + "},{\"id\":2,\"image_id\":7," +
			"\"category_id\":18,\"segmentation\":[[0,0,1,0,1,1,0,1]]}],\"categories\":[{\"id\":17,\"name\":\"cat\"}," +
			"{\"id\":18,\"name\":\"dog\"}]}");
		return new CocoAnnotations(folder).images(file);
	}

	private void voc(String name, String objects) throws IOException {
		Files.writeString(Files.createDirectories(folder.resolve("Annotations")).resolve(name + ".xml"), "<annotation>" +
			"<filename>elsewhere.jpg</filename>" + objects + "</annotation>");
	}

	private static String object(String name, int left, int top, int right, int bottom) {
		return "<object><name>" + name + "</name><difficult>0</difficult><bndbox><xmin>" + left + "</xmin><ymin>" + top +
			"</ymin><xmax>" + right + "</xmax><ymax>" + bottom + "</ymax></bndbox></object>";
	}

	private List<String> names(String set) throws IOException {
		return new VocAnnotations(folder).images(set).stream().map(image -> image.image().id()).toList();
	}

	private AnnotatedImage image(String name) throws IOException {
		return new VocAnnotations(folder).images("").stream().filter(image -> image.image().id().equals(name)).findFirst()
			.orElseThrow();
	}
}
