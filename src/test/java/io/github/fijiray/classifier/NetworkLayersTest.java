package io.github.fijiray.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.classifier.session.ShapeProbe;
import io.github.fijiray.onnx.gradient.ClassScores;
import io.github.fijiray.onnx.layer.Layer;
import io.github.fijiray.onnx.layer.Layers;
import io.github.fijiray.onnx.model.OnnxModel;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The layer lists of whole networks, as exporters write them. */
class NetworkLayersTest {

	@ParameterizedTest
	@CsvSource(delimiter = ';', value = { //
		"vgg; 3 16 16; AveragePool [N,8,4,4] 8 channels", //
		"resnet; 3 20 20; Relu [N,12,3,3] 12 channels", //
		"googlenet; 3 22 22; Concat [N,18,3,3] 18 channels", //
		"squeezenet; 3 21 21; Relu [N,5,5,5] 5 channels", //
		"densenet; 3 20 20; Relu [N,11,2,2] 11 channels", //
		"mobilenet_v3; 3 12 12; Mul [N,16,3,3] 16 channels", //
		"shufflenet; 3 16 16; Relu [N,12,4,4] 12 channels", //
		"convnext; 3 16 16; Add [N,12,2,2] 12 channels", //
		"vit; 3 16 16; Conv [N,8,4,4] 8 channels", //
		"swin; 3 16 16; Add [N,4,4,16] 16 channels", //
		"channels_last; 16 16 3; Transpose [N,3,3,8] 8 channels" })
	void theLastSpatialLayerIsPreferred(String name, String size, String expected) throws Exception {
		Layer preferred = layers(name, size).preferred().orElseThrow();
		assertEquals(expected, preferred.operator() + " " + preferred.dims() + " " + preferred.channels() + " channels");
	}

	@Test
	void channelsOfAKerasModelAreKnownWhereverTheyAre() throws Exception {
		assertEquals("""
			   layer                       operator   shape        channels  depth
			   /Transpose_output_0         Transpose  [N,3,16,16]  3         1
			   /Pad_output_0               Pad        [N,3,17,17]  3         2
			   /stem/stem.0/Conv_output_0  Conv       [N,8,8,8]    8         3
			   /stem/stem.2/Clip_output_0  Clip       [N,8,8,8]    8         4
			   /Pad_1_output_0             Pad        [N,8,9,9]    8         5
			   /depthwise/Conv_output_0    Conv       [N,8,4,4]    8         6
			   /Clip_output_0              Clip       [N,8,4,4]    8         7
			   /MaxPool_output_0           MaxPool    [N,8,3,3]    8         8
			*  /Transpose_3_output_0       Transpose  [N,3,3,8]    8         9
			   /Reshape_4_output_0         Reshape    [N,72]       72        10
			   /dense/Gemm_output_0        Gemm       [N,5]        5         11
			""", layers("channels_last", "16 16 3").toString());
	}

	@Test
	void shuffledChannelsAreChannels() throws Exception {
		List<Layer> reshaped = layers("shufflenet", "3 16 16").all().stream().filter(layer -> layer.operator().equals(
			"Reshape")).toList();
		assertFalse(reshaped.isEmpty());
		for (Layer layer : reshaped)
			if (layer.dims().rank() == 4) assertTrue(layer.channels() == layer.dims().size(1) && layer.spatial(), layer.toString());
			else assertEquals(0, layer.channels(), layer.toString());
	}

	@Test
	void attentionMapsAreNoImages() throws Exception {
		for (Layer layer : layers("vit", "3 16 16").all())
			if (layer.dims().rank() == 4 && !layer.operator().equals("Conv")) assertFalse(layer.spatial(), layer.toString());
	}

	@Test
	void layersAreFoundByTensorOrNode() throws Exception {
		Layers layers = layers("resnet", "3 20 20");
		Layer preferred = layers.preferred().orElseThrow();
		assertEquals(preferred, layers.find("/3/act/Relu_output_0").orElseThrow());
		assertEquals(preferred, layers.find("/3/act/Relu").orElseThrow());
		assertTrue(layers.find("/3/act").isEmpty());
	}

	private static Layers layers(String name, String size) throws Exception {
		Path folder = Path.of(NetworkLayersTest.class.getResource("/networks").toURI());
		long[] shape = Arrays.stream(("1 " + size).split(" ")).mapToLong(Long::parseLong).toArray();
		ShapeProbe probe = ShapeProbe.probe(OnnxModel.read(folder.resolve(name + ".onnx")), shape);
		ClassScores scores = ClassScores.find(probe.model(), probe.shapes());
		return Layers.of(probe.model(), probe.shapes(), shape[1] == 3 ? 1 : 3, scores.tensor());
	}
}
