package io.github.fijiray.audit;

/** What of an image file is classified and explained on its own. */
public enum AuditUnit {

	/** The whole plane that ImageJ shows first. */
	IMAGE,

	/** Every slice and frame of a stack. */
	PLANE,

	/** The bounding box of every object of the image's truth. */
	OBJECT,

	/** Every tile of a grid. */
	TILE
}
