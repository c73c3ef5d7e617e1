package io.github.fijiray.attribution;

import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.ClassifierOptions;
import io.github.fijiray.classifier.Scorer;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.classifier.preprocessing.PreprocessingRequest;
import io.github.fijiray.classifier.session.Provider;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The images of the study: the sample data, composites of them, and pets where they are at hand. */
final class StudyCases {

	private static final int RESPONDER = 1;

	private final List<StudyCase> cases = new ArrayList<>();

	/**
	 * @param sampleData the project's folder of that name
	 * @param models folder with SqueezeNet and MobileNet, and
	 * @param images folder with pictures of a dog and a bird and where they are; null for the sample data alone
	 */
	static List<StudyCase> of(Path sampleData, Path models, Path images) throws IOException {
		final StudyCases all = new StudyCases();
		all.addCells(sampleData);
		if (models != null) {
			all.addPets("MobileNet", models.resolve("mobilenet_v1_0.5_160_dequant.onnx"), images, new PreprocessingRequest(
				"0-255", "128", "128", "crop", "rgb"));
			all.addPets("SqueezeNet", models.resolve("squeezenet10_imagenet_rgbnorm_softmax_b1.onnx"), images,
				PreprocessingRequest.preset("imagenet"));
		}
		return all.cases;
	}

	private static Classifier open(Path model, PreprocessingRequest preprocessing) throws IOException {
		return Classifier.open(model, ClassifierOptions.defaults().withProvider(Provider.CPU).withThreads(1)
			.withPreprocessing(preprocessing));
	}

	private void add(Classifier classifier, String group, String name, StudyPicture picture, int target, boolean[] region) {
		final PreparedImage image = classifier.prepare(picture.source());
		cases.add(new StudyCase(group, name, image, classifier.scorer(image), target, region));
	}

	/** The sound classifier should find the responding cell, and the shortcut one is known to look at the dust. */
	private void addCells(Path data) throws IOException {
		final Classifier sound = open(data.resolve("models/sound.onnx"), PreprocessingRequest.AUTO);
		final Classifier shortcut = open(data.resolve("models/shortcut.onnx"), PreprocessingRequest.AUTO);
		final List<StudyPicture> fields = new ArrayList<>(), cells = new ArrayList<>(), dust = new ArrayList<>();
		for (String name : List.of("images/responder_1", "images/responder_2", "images/responder_3", "images/responder_4",
			"counterexamples/responder_clean_1", "counterexamples/responder_clean_2", "counterexamples/resting_dust_1",
			"counterexamples/resting_dust_2"))
		{
			final String file = name.substring(name.indexOf('/') + 1) + ".tif";
			final StudyPicture field = StudyPicture.read(data.resolve(name + ".tif"));
			final StudyPicture cell = StudyPicture.read(data.resolve("truth").resolve(file));
			if (file.startsWith("responder")) add(sound, "sound", file, field, RESPONDER, cell.where(1, 255));
			if (!Files.exists(data.resolve("artefacts").resolve(file))) continue;
			final StudyPicture speck = StudyPicture.read(data.resolve("artefacts").resolve(file));
			add(shortcut, "shortcut", file, field, RESPONDER, speck.where(1, 255));
			if (file.startsWith("resting")) continue;
			fields.add(field);
			cells.add(cell);
			dust.add(speck);
		}
		for (int i = 0; i < fields.size(); i++)
			for (int rest = 1; rest <= 2; rest++)
				addComposite(sound, shortcut, data, (i + 2 * rest) % 4 + 1, rest, fields.get(i), cells.get(i), dust.get(i));
	}

	/** A responding cell and dust in a field of resting cells, elsewhere and turned. */
	private void addComposite(Classifier sound, Classifier shortcut, Path data, int resting, int turns, StudyPicture field,
		StudyPicture cell, StudyPicture dust) throws IOException
	{
		final StudyPicture picture = StudyPicture.read(data.resolve("images/resting_" + resting + ".tif"));
		final StudyPicture turned = field.turned(turns);
		final int shift = turns == 1 ? 10 : -14;
		final boolean[] pastedCell = picture.paste(turned, cell.turned(turns).where(1, 255), shift, -shift);
		final boolean[] pastedDust = picture.paste(turned, dust.turned(turns).where(1, 255), -shift, shift);
		final String name = "resting_" + resting + " turn " + turns;
		add(sound, "sound, composite", name, picture, RESPONDER, pastedCell);
		add(shortcut, "shortcut, composite", name, picture, RESPONDER, pastedDust);
	}

	/** A dog and a bird, alone and cut out and put into one picture of two backgrounds. */
	private void addPets(String network, Path model, Path images, PreprocessingRequest preprocessing) throws IOException {
		final Classifier classifier = open(model, preprocessing);
		final StudyPicture dog = StudyPicture.read(images.resolve("coral_dog_segmentation.bmp")).scaled(513, 513);
		final boolean[] dogMask = StudyPicture.read(images.resolve("coral_dog_segmentation_mask.bmp")).scaled(513, 513).where(
			0, 0.5);
		final StudyPicture bird = StudyPicture.read(images.resolve("coral_bird_segmentation.bmp"));
		final boolean[] birdMask = StudyPicture.read(images.resolve("coral_bird_segmentation_mask.bmp")).where(3, 3);
		final int dogClass = top(classifier, dog), birdClass = top(classifier, bird);
		add(classifier, network, "bird alone", bird, birdClass, birdMask);

		final StudyPicture smallDog = dog.scaled(300, 300);
		final boolean[] smallDogMask = StudyPicture.read(images.resolve("coral_dog_segmentation_mask.bmp")).scaled(300, 300)
			.where(0, 0.5);
		final StudyPicture corner = bird.copy();
		final boolean[] dogInCorner = corner.paste(smallDog, smallDogMask, 230, 230);
		add(classifier, network + ", composite", "bird above dog", corner, birdClass, without(birdMask, dogInCorner));
		add(classifier, network + ", composite", "dog below bird", corner, dogClass, dogInCorner);
		final StudyPicture left = bird.copy();
		final boolean[] dogLeft = left.paste(smallDog, smallDogMask, 240, -80);
		add(classifier, network + ", composite", "dog left of bird", left, dogClass, dogLeft);
	}

	private static int top(Classifier classifier, StudyPicture picture) {
		final PreparedImage image = classifier.prepare(picture.source());
		final Scorer scorer = classifier.scorer(image);
		return classifier.labels().resolve("top", scorer.scores(image.pixels(), 1));
	}

	private static boolean[] without(boolean[] region, boolean[] covered) {
		final boolean[] left = new boolean[region.length];
		for (int i = 0; i < left.length; i++)
			left[i] = region[i] && !covered[i];
		return left;
	}
}
