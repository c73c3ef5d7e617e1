package io.github.fijiray.pointing;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;

import io.github.fijiray.study.StudyImage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads COCO's {@code instances} file: images, categories, and annotations whose segmentation is polygons or a run-length
 * mask, as numbers or compressed. Crowds count like other objects. The file is read as a stream, once.
 */
final class CocoAnnotations {

	private static final int MAX_PIXELS = 1 << 28;

	private final Path folder;
	private final Map<Long, String> files = new TreeMap<>();
	private final Map<Long, String> categories = new HashMap<>();
	private final List<Instance> instances = new ArrayList<>();

	/** @param folder of the images */
	CocoAnnotations(Path folder) {
		this.folder = folder;
	}

	private record Instance(long image, long category, List<ObjectShape> shapes) {}

	private interface Members {

		void read(String name) throws IOException;
	}

	/**
	 * @return the images that have objects, sorted by their number
	 * @throws IOException if the file cannot be read, or is no such file
	 * @throws IllegalArgumentException if there is no object
	 */
	List<AnnotatedImage> images(Path json) throws IOException {
		try (JsonReader reader = new JsonReader(Files.newBufferedReader(json))) {
			members(reader, name -> {
				switch (name) {
					case "images" -> list(reader, () -> image(reader));
					case "categories" -> list(reader, () -> category(reader));
					case "annotations" -> list(reader, () -> annotation(reader));
					default -> reader.skipValue();
				}
			});
		}
		catch (IOException | IllegalStateException | IllegalArgumentException e) {
			throw new IOException("The file " + json + " is no file of COCO's instances: " + e.getMessage(), e);
		}
		return assembled(json);
	}

	private List<AnnotatedImage> assembled(Path json) throws IOException {
		Map<Long, AnnotatedImage> images = new TreeMap<>();
		for (Instance instance : instances) {
			String file = files.get(instance.image());
			String category = categories.get(instance.category());
			if (file == null || category == null) throw new IOException("The file " + json + " has an object of the " + (file ==
				null ? "image " + instance.image() : "category " + instance.category()) + ", which it does not list.");
			AnnotatedImage image = images.get(instance.image());
			if (image == null) images.put(instance.image(), image = image(file));
			for (ObjectShape shape : instance.shapes())
				image.add(category, shape);
		}
		if (images.values().stream().allMatch(image -> image.objects().isEmpty())) throw new IllegalArgumentException(
			"The file " + json + " has no object with a segmentation; expected polygons or run lengths, as in " +
				"instances_val2014.json. Boxes alone are not enough.");
		return List.copyOf(images.values());
	}

	/** NB: names come from the file, and are not to lead out of the folder. */
	private AnnotatedImage image(String name) throws IOException {
		Path root = folder.toAbsolutePath().normalize();
		Path file = root.resolve(name).normalize();
		if (!file.startsWith(root)) throw new IOException("The image " + name + " leads out of the folder " + folder + ".");
		return new AnnotatedImage(new StudyImage(name, file, Optional.empty()), Map.of());
	}

	private void image(JsonReader reader) throws IOException {
		long[] id = { -1 };
		String[] file = { "" };
		members(reader, name -> {
			switch (name) {
				case "id" -> id[0] = reader.nextLong();
				case "file_name" -> file[0] = reader.nextString();
				default -> reader.skipValue();
			}
		});
		files.put(id[0], file[0]);
	}

	private void category(JsonReader reader) throws IOException {
		long[] id = { -1 };
		String[] label = { "" };
		members(reader, name -> {
			switch (name) {
				case "id" -> id[0] = reader.nextLong();
				case "name" -> label[0] = reader.nextString();
				default -> reader.skipValue();
			}
		});
		categories.put(id[0], label[0]);
	}

	private void annotation(JsonReader reader) throws IOException {
		long[] ids = { -1, -1 };
		List<ObjectShape> shapes = new ArrayList<>();
		members(reader, name -> {
			switch (name) {
				case "image_id" -> ids[0] = reader.nextLong();
				case "category_id" -> ids[1] = reader.nextLong();
				case "segmentation" -> segmentation(reader, shapes);
				default -> reader.skipValue();
			}
		});
		instances.add(new Instance(ids[0], ids[1], shapes));
	}

	private static void segmentation(JsonReader reader, List<ObjectShape> shapes) throws IOException {
		if (reader.peek() == JsonToken.BEGIN_OBJECT) shapes.add(runLengths(reader));
		else list(reader, () -> shapes.add(new Polygon(polygon(reader))));
	}

	private static float[] polygon(JsonReader reader) throws IOException {
		float[] corners = new float[16];
		int count = 0;
		reader.beginArray();
		while (reader.hasNext()) {
			if (count == corners.length) corners = Arrays.copyOf(corners, 2 * count);
			corners[count++] = (float) reader.nextDouble();
		}
		reader.endArray();
		if (count % 2 == 1) throw new IllegalStateException("a polygon has " + count + " numbers");
		return Arrays.copyOf(corners, count);
	}

	private static RunLengths runLengths(JsonReader reader) throws IOException {
		List<Integer> size = new ArrayList<>();
		List<Integer> counts = new ArrayList<>();
		String[] compressed = { null };
		members(reader, name -> {
			switch (name) {
				case "size" -> list(reader, () -> size.add(reader.nextInt()));
				case "counts" -> {
					if (reader.peek() == JsonToken.STRING) compressed[0] = reader.nextString();
					else list(reader, () -> counts.add(reader.nextInt()));
				}
				default -> reader.skipValue();
			}
		});
		if (size.size() != 2 || size.get(0) < 1 || size.get(1) < 1 || (long) size.get(0) * size.get(1) > MAX_PIXELS)
			throw new IllegalStateException("a run-length mask has the size " + size);
		return compressed[0] == null ? new RunLengths(size.get(1), size.get(0), counts.stream().mapToInt(Integer::intValue)
			.toArray()) : RunLengths.compressed(size.get(1), size.get(0), compressed[0]);
	}

	private interface Element {

		void read() throws IOException;
	}

	private static void list(JsonReader reader, Element element) throws IOException {
		reader.beginArray();
		while (reader.hasNext())
			element.read();
		reader.endArray();
	}

	private static void members(JsonReader reader, Members members) throws IOException {
		reader.beginObject();
		while (reader.hasNext())
			members.read(reader.nextName());
		reader.endObject();
	}
}
