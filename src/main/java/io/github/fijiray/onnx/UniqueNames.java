package io.github.fijiray.onnx;

import java.util.HashSet;
import java.util.Set;

/** Gives names that are not yet taken. */
final class UniqueNames {

	private final Set<String> taken;

	UniqueNames(Set<String> taken) {
		this.taken = new HashSet<>(taken);
	}

	/** The wanted name, or it with a number if it is taken. */
	String next(String wanted) {
		String name = wanted;
		for (int i = 2; !taken.add(name); i++)
			name = wanted + "_" + i;
		return name;
	}
}
