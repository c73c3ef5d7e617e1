package io.github.fijiray.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Gives names that are not yet taken. */
public final class UniqueNames {

	private final Set<String> taken;
	private final Map<String, Integer> numbers = new HashMap<>();

	public UniqueNames(Set<String> taken) {
		this.taken = new HashSet<>(taken);
	}

	/** The wanted name, or it with a number if it is taken. */
	public String next(String wanted) {
		String name = wanted;
		while (!taken.add(name)) {
			int number = numbers.getOrDefault(wanted, 2);
			numbers.put(wanted, number + 1);
			name = wanted + "_" + number;
		}
		return name;
	}
}
