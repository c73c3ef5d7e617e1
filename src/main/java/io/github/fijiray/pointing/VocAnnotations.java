package io.github.fijiray.pointing;

import io.github.fijiray.study.StudyImage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Reads annotations of PASCAL VOC: {@code Annotations/<image>.xml} with boxes whose first pixel is 1, images in
 * {@code JPEGImages}, as {@code <image>.jpg} or by the name that the annotation gives, lists of images in {@code ImageSets/Main}. Objects marked as difficult or truncated count like others.
 */
final class VocAnnotations {

	private static final int MAX_BYTES = 1 << 22;

	private final Path folder;

	VocAnnotations(Path folder) {
		this.folder = folder;
	}

	/**
	 * @param set name of a list; blank for all annotations
	 * @throws IOException if a file cannot be read or is no annotation; names it
	 * @throws IllegalArgumentException if there is no image
	 */
	List<AnnotatedImage> images(String set) throws IOException {
		if (!Files.isDirectory(folder.resolve("Annotations"))) throw new IOException("The folder " + folder +
			" has no folder 'Annotations'; expected that of a PASCAL VOC data set, as VOC2007.");
		List<AnnotatedImage> images = new ArrayList<>();
		for (String name : set.isBlank() ? all() : listed(set.strip()))
			images.add(image(name));
		if (images.isEmpty()) throw new IllegalArgumentException("There is no annotated image in " + folder + ".");
		return images;
	}

	private List<String> all() throws IOException {
		try (Stream<Path> files = Files.list(folder.resolve("Annotations"))) {
			return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".xml")).map(name -> name
				.substring(0, name.length() - 4)).sorted().toList();
		}
	}

	/** Lists of one class have a second column: -1 for images without it. */
	private Set<String> listed(String set) throws IOException {
		Path list = inFolder("ImageSets/Main", set + ".txt");
		if (!Files.isRegularFile(list)) throw new IOException("The list of images " + list + " does not exist.");
		Set<String> names = new LinkedHashSet<>();
		for (String line : Files.readAllLines(list)) {
			String[] columns = line.strip().split("\\s+");
			if (!columns[0].isEmpty() && !(columns.length > 1 && columns[1].equals("-1"))) names.add(columns[0]);
		}
		return names;
	}

	private AnnotatedImage image(String name) throws IOException {
		Path file = inFolder("Annotations", name + ".xml");
		Element annotation = parse(file);
		AnnotatedImage image = new AnnotatedImage(new StudyImage(name, picture(name, annotation), Optional.empty()), Map
			.of());
		NodeList objects = annotation.getElementsByTagName("object");
		for (int i = 0; i < objects.getLength(); i++) {
			Element object = (Element) objects.item(i);
			Element box = child(object, "bndbox", file);
			image.add(child(object, "name", file).getTextContent().strip(), new Box(edge(box, "xmin", file), edge(box, "ymin",
				file), edge(box, "xmax", file), edge(box, "ymax", file)));
		}
		return image;
	}

	/** The picture that the annotation names, where it is there; sets that were renamed keep the old names inside. */
	private Path picture(String name, Element annotation) throws IOException {
		NodeList named = annotation.getElementsByTagName("filename");
		Path own = inFolder("JPEGImages", name + ".jpg");
		if (Files.exists(own) || named.getLength() == 0) return own;
		Path other = inFolder("JPEGImages", named.item(0).getTextContent().strip());
		return Files.isRegularFile(other) ? other : own;
	}

	private static Element parse(Path file) throws IOException {
		if (!Files.isRegularFile(file)) throw new IOException("The annotation " + file + " does not exist.");
		if (Files.size(file) > MAX_BYTES) throw new IOException("The file " + file + " is too large to be an annotation.");
		try {
			DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
			// Without a document type there are no entities, neither of other files nor of endless length.
			factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
			factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
			factory.setExpandEntityReferences(false);
			DocumentBuilder builder = factory.newDocumentBuilder();
			builder.setErrorHandler(null);
			return builder.parse(file.toFile()).getDocumentElement();
		}
		catch (SAXException e) {
			throw new IOException("The file " + file + " is no annotation of PASCAL VOC: " + e.getMessage(), e);
		}
		catch (ParserConfigurationException e) {
			throw new IOException("This Java cannot read XML files safely: " + e.getMessage(), e);
		}
	}

	/** The child itself: the parts of an object, as the head of a person, have names and boxes too. */
	private static Element child(Element parent, String name, Path file) throws IOException {
		NodeList children = parent.getChildNodes();
		for (int i = 0; i < children.getLength(); i++)
			if (children.item(i) instanceof Element element && element.getTagName().equals(name)) return element;
		throw new IOException("The file " + file + " is no annotation of PASCAL VOC: <" + parent.getTagName() +
			"> has no <" + name + ">.");
	}

	private static int edge(Element box, String name, Path file) throws IOException {
		String text = child(box, name, file).getTextContent().strip();
		try {
			return (int) Math.round(Double.parseDouble(text)) - 1;
		}
		catch (NumberFormatException e) {
			throw new IOException("The file " + file + " has '" + text + "' as <" + name + ">; expected a number.", e);
		}
	}

	/** NB: names come from files, and are not to lead out of the folder. */
	private Path inFolder(String sub, String name) throws IOException {
		Path parent = folder.resolve(sub).normalize();
		Path file = parent.resolve(name).normalize();
		if (!file.startsWith(parent)) throw new IOException("The name " + name + " leads out of the folder " + parent + ".");
		return file;
	}
}
