package io.github.fijiray.attribution;

import io.github.fijiray.perturbation.Part;

import java.util.List;

/** What a mask is asked to do (Fong, Patrick, Vedaldi, ICCV 2019, §3.1). */
public enum Game {

	/** Keep the smallest part that is enough: maximise Φ(m⊗x). */
	PRESERVATION(Part.KEPT),

	/** Remove the part without which the decision falls: maximise -Φ((1-m)⊗x). */
	DELETION(Part.REMOVED),

	/** Both at once: maximise Φ(m⊗x) - Φ((1-m)⊗x). */
	HYBRID(Part.KEPT, Part.REMOVED);

	private final List<Part> parts;

	Game(Part... parts) {
		this.parts = List.of(parts);
	}

	/** What the game pays for a mask, from the scores of what it keeps and of the rest. */
	public double reward(double scoreKept, double scoreRemoved) {
		return (parts.contains(Part.KEPT) ? scoreKept : 0) - (parts.contains(Part.REMOVED) ? scoreRemoved : 0);
	}

	/** The parts whose scores are in the objective: what is kept counts for it, what is removed against it. */
	public List<Part> parts() {
		return parts;
	}
}
