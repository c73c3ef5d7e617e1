package io.github.fijiray.attribution;

/** What a mask is asked to do (Fong, Patrick, Vedaldi, ICCV 2019, §3.1). */
public enum Game {

	/** Keep the smallest part that is enough: maximise Φ(m⊗x). */
	PRESERVATION,

	/** Remove the part without which the decision falls: maximise -Φ((1-m)⊗x). */
	DELETION,

	/** Both at once: maximise Φ(m⊗x) - Φ((1-m)⊗x). */
	HYBRID;

	/** Whether the score of the kept part, Φ(m⊗x), is part of the objective. */
	public boolean keeps() {
		return this != DELETION;
	}

	/** Whether the score of the rest, Φ((1-m)⊗x), is part of the objective. */
	public boolean removes() {
		return this != PRESERVATION;
	}
}
