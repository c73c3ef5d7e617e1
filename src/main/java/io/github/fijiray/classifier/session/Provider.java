package io.github.fijiray.classifier.session;

import java.util.Locale;

/** Where ONNX Runtime computes. */
public enum Provider {

	/** CUDA where it can start, else the CPU. */
	AUTO,

	CPU,

	/** An NVIDIA GPU; needs a FijiRay built with {@code -Pcuda}. */
	CUDA;

	/** @throws IllegalArgumentException if there is no such provider */
	public static Provider parse(String name) {
		for (Provider provider : values())
			if (provider.toString().equals(name.strip().toLowerCase(Locale.ROOT))) return provider;
		throw new IllegalArgumentException("The parameter 'provider' is '" + name + "'; expected auto, cpu or cuda.");
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}
}
