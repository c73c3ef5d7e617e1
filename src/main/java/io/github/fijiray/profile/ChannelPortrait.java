package io.github.fijiray.profile;

import io.github.fijiray.attribution.inversion.Inversion;

import java.awt.image.BufferedImage;
import java.util.List;

/**
 * A channel of a class in pictures.
 *
 * @param channel from 0
 * @param weight its weight in the class's profile
 * @param inversion the image that excites it wherever it is
 * @param picture that image, as it is shown
 * @param exciting the images of the study that excite it most
 * @param pictures these images, as they are shown
 */
record ChannelPortrait(int channel, float weight, Inversion inversion, BufferedImage picture,
	List<ImageProfile> exciting, List<BufferedImage> pictures) {}
