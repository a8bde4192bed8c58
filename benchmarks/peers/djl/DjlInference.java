import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;

/**
 * Answers of a TorchScript network by DJL's PyTorch engine, from images that lie ready in Java to
 * probabilities in Java; says what it is, then runs so many steps at each line of stdin, and says
 * how long they took.
 *
 * <p>Arguments: RESOLUTION BATCH CLASSES THREADS float32 MODEL.
 */
final class DjlInference {
  public static void main(String[] args) throws Exception {
    int resolution = Integer.parseInt(args[0]);
    int batch = Integer.parseInt(args[1]);
    int classes = Integer.parseInt(args[2]);
    System.setProperty("ai.djl.pytorch.num_threads", args[3]);
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    float[] pixels = new float[batch * resolution * resolution * 3];
    Random random = new Random(1);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(256);
    }
    Criteria<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optModelPath(Path.of(args[5]))
            .optEngine("PyTorch")
            .optTranslator(new NoopTranslator())
            .build();
    try (ZooModel<NDList, NDList> model = criteria.loadModel();
        Predictor<NDList, NDList> predictor = model.newPredictor()) {
      Shape shape = new Shape(batch, resolution, resolution, 3);
      for (int i = 0; i < 3; i++) { // TorchScript is optimised by what it sees
        answer(model.getNDManager(), predictor, pixels, shape, classes);
      }
      String version = Engine.getEngine("PyTorch").getVersion();
      System.out.printf(
          "{\"name\": \"DJL, PyTorch, timm tf_efficientnet_b0, float32\", \"versions\": {\"djl\": \"%s\", \"pytorch\": \"%s\"}}%n",
          Engine.getDjlVersion(), version);
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        long begin = System.nanoTime();
        for (int i = Integer.parseInt(line.strip()); i > 0; i--) {
          answer(model.getNDManager(), predictor, pixels, shape, classes);
        }
        System.out.println((System.nanoTime() - begin) / 1e9);
      }
    }
  }

  private static void answer(
      NDManager parent,
      Predictor<NDList, NDList> predictor,
      float[] pixels,
      Shape shape,
      int classes)
      throws Exception {
    try (NDManager manager = parent.newSubManager()) {
      NDArray images = manager.create(pixels, shape);
      NDList answered = predictor.predict(new NDList(images));
      answered.attach(manager);
      float[] probabilities = answered.singletonOrThrow().toFloatArray();
      if (probabilities.length != shape.get(0) * classes) {
        throw new IllegalStateException("rows are missing");
      }
    }
  }
}
