package io.github.fijiray.profile;

import io.github.fijiray.attribution.channel.ChannelSettings;
import io.github.fijiray.attribution.inversion.InversionSettings;
import io.github.fijiray.classifier.ClassifierOptions;

import java.nio.file.Path;

/**
 * What a {@link Profile} depends on.
 *
 * @param model the classifier
 * @param options how it is opened
 * @param layer name of the layer; blank for the preferred one
 * @param target {@value #OWN_CLASS} for the class that an image belongs to, else as everywhere: top, a number, or a name
 * @param choice of the channels of each image
 * @param inversion of the channels of each class
 * @param shown number of channels that are shown of each class
 */
public record ProfileSettings(Path model, ClassifierOptions options, String layer, String target,
	ChannelSettings choice, InversionSettings inversion, int shown)
{

	/** The target that is the class of the image; that of the highest score for an image without one. */
	public static final String OWN_CLASS = "class";

	/** @throws IllegalArgumentException if no channel is to be shown */
	public ProfileSettings {
		if (shown < 1) throw new IllegalArgumentException("The parameter 'shown' is " + shown +
			"; expected the number of channels to show of each class, at least 1.");
	}
}
