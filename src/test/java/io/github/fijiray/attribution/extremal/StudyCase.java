package io.github.fijiray.attribution.extremal;

import io.github.fijiray.classifier.Scorer;
import io.github.fijiray.classifier.preprocessing.PreparedImage;

/**
 * An image of which it is known what a classifier's decision should be, or is known to be, based on.
 *
 * @param group network and kind of image
 * @param name the image and the class
 * @param region {@code boolean[height * width]} at the resolution of the source image
 */
record StudyCase(String group, String name, PreparedImage image, Scorer scorer, int target, boolean[] region) {}
