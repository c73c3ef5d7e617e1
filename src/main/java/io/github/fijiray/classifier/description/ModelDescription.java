package io.github.fijiray.classifier.description;

import io.github.fijiray.classifier.preprocessing.Preprocessing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What the files beside a model say about it. */
public record ModelDescription(Optional<Preprocessing> preprocessing, Optional<Layout> layout,
	Optional<InputSize> height, Optional<InputSize> width, Optional<ClassLabels> labels)
{

	static final ModelDescription NONE = new ModelDescription(Optional.empty(), Optional.empty(), Optional.empty(),
		Optional.empty(), Optional.empty());

	/** What FijiRay's own sidecar file says, and for the rest what a bioimage.io description says. */
	public static ModelDescription beside(Path model) throws IOException {
		return Sidecar.beside(model).orElse(NONE).or(BioimageDescription.beside(model).orElse(NONE));
	}

	/** This description, and the other one for what this one does not say. */
	private ModelDescription or(ModelDescription other) {
		return new ModelDescription(preprocessing.or(other::preprocessing), layout.or(other::layout), height.or(
			other::height), width.or(other::width), labels.or(other::labels));
	}
}
