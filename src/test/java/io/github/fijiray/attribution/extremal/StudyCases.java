package io.github.fijiray.attribution.extremal;

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

/** The images of the study: the sample data, composites of them, and pets and bacteria where they are at hand. */
final class StudyCases {

	private static final int RESPONDER = 1;

	private final List<StudyCase> cases = new ArrayList<>();

	/**
	 * @param sampleData the project's folder of that name
	 * @param models folder with SqueezeNet, MobileNet and a classifier of bacteria, and
	 * @param images folder with pictures of a dog, a bird and bacteria and what is where; null for the sample data alone
	 */
	static List<StudyCase> of(Path sampleData, Path models, Path images) throws IOException {
		final StudyCases all = new StudyCases();
		all.addCells(sampleData);
		if (models != null) {
			all.addPets("MobileNet", models.resolve("mobilenet_v1_0.5_160_dequant.onnx"), images, new PreprocessingRequest(
				"0-255", "128", "128", "crop", "rgb"));
			all.addPets("SqueezeNet", models.resolve("squeezenet10_imagenet_rgbnorm_softmax_b1.onnx"), images,
				PreprocessingRequest.preset("imagenet"));
			all.addSepta(models.resolve("maicrobe_membrane_dna_softmax.onnx"), images.resolve("maicrobe"));
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

	/** The bright septum tells the later phases of the cell cycle from the first. The membrane lies left of the DNA. */
	private void addSepta(Path model, Path images) throws IOException {
		final Classifier classifier = open(model, PreprocessingRequest.preset("none"));
		for (int phase = 2; phase <= 3; phase++) {
			final Path cell = images.resolve("phase" + phase + "_0_");
			final StudyPicture membrane = StudyPicture.read(Path.of(cell + "membrane100.tif"));
			final StudyPicture septum = StudyPicture.read(Path.of(cell + "innerbright.png"));
			final StudyPicture both = membrane.beside(StudyPicture.read(Path.of(cell + "dna100.tif")));
			add(classifier, "septa", "phase " + phase, both, top(classifier, both), septum.beside(septum.blank()).where(1, 255));
		}
	}

	/** A dog and a bird, alone and cut out and put into each other's pictures. */
	private void addPets(String network, Path model, Path images, PreprocessingRequest preprocessing) throws IOException {
		final Classifier classifier = open(model, preprocessing);
		final StudyPicture bird = StudyPicture.read(images.resolve("coral_bird_segmentation.bmp"));
		final StudyPicture birdParts = StudyPicture.read(images.resolve("coral_bird_segmentation_mask.bmp"));
		final boolean[] birdMask = birdParts.where(3, 3);
		final StudyPicture dog = StudyPicture.read(images.resolve("coral_dog_segmentation.bmp")).scaled(513, 513);
		final StudyPicture dogParts = StudyPicture.read(images.resolve("coral_dog_segmentation_mask.bmp"));
		final StudyPicture smallDog = dog.scaled(300, 300), tinyDog = dog.scaled(220, 220);
		final boolean[] dogMask = dogParts.scaled(513, 513).where(0, 0.5), smallDogMask = dogParts.scaled(300, 300).where(
			0, 0.5), tinyDogMask = dogParts.scaled(220, 220).where(0, 0.5);
		final StudyPicture smallBird = bird.scaled(300, 300);
		final boolean[] smallBirdMask = birdParts.scaled(300, 300).where(2.5, 3);
		final int dogClass = top(classifier, dog), birdClass = top(classifier, bird);
		add(classifier, network, "bird alone", bird, birdClass, birdMask);

		final StudyPicture corner = bird.copy();
		final boolean[] dogInCorner = corner.paste(smallDog, smallDogMask, 230, 230);
		add(classifier, network + ", composite", "bird above dog", corner, birdClass, without(birdMask, dogInCorner));
		add(classifier, network + ", composite", "dog below bird", corner, dogClass, dogInCorner);
		final StudyPicture left = bird.copy();
		final boolean[] dogLeft = left.paste(smallDog, smallDogMask, 240, -80);
		add(classifier, network + ", composite", "dog left of bird", left, dogClass, dogLeft);
		final StudyPicture above = bird.copy();
		final boolean[] dogAbove = above.paste(tinyDog, tinyDogMask, 0, 290);
		add(classifier, network + ", composite", "tiny dog above bird", above, dogClass, dogAbove);
		add(classifier, network + ", composite", "bird below tiny dog", above, birdClass, without(birdMask, dogAbove));
		final StudyPicture front = dog.copy();
		final boolean[] birdInFront = front.paste(smallBird, smallBirdMask, 270, 20);
		add(classifier, network + ", composite", "bird before dog", front, birdClass, birdInFront);
		add(classifier, network + ", composite", "dog behind bird", front, dogClass, without(dogMask, birdInFront));
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
