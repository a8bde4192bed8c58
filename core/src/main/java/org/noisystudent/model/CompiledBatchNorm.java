package org.noisystudent.model;

import com.google.common.collect.MapMaker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.noisystudent.data.FunctionScope;
import org.noisystudent.model.Family.Activation;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * Batch norm in training together with the activation after it, as three functions that XLA
 * compiles: the forward pass, the gradient by what is normalised, and from it the gradients by
 * inputs. Only the input is kept for the backward pass, which computes the activation again.
 *
 * <p>Sums over rows go through memory once: XLA is slow at them on a CPU, so several rows are added
 * by elements, which it does fast, and the rest is a matrix product with ones.
 */
final class CompiledBatchNorm {
  private static final String OP = "IdentityN";

  /** Rows that are added by elements, at most; twice as many take longer to compile. */
  private static final int ADDED_ROWS = 8;

  /** Whose op is whose: the gradient is told of the op alone. */
  private static final Map<Graph, Map<String, CompiledBatchNorm>> OWNERS =
      new MapMaker().weakKeys().makeMap();

  static {
    // false says that the process has this gradient already
    boolean unused = TensorFlow.registerCustomGradient(OP, CompiledBatchNorm::gradient);
  }

  private final ConcreteFunction forward;
  private final ConcreteFunction activationBackward;
  private final ConcreteFunction backward;
  private final Class<? extends TNumber> type;
  private final Shape shape;

  /**
   * Creates the functions for activations of a shape.
   *
   * @param scope takes the functions over
   * @param shape [b, h, w, c]
   */
  CompiledBatchNorm(
      FunctionScope scope,
      Class<? extends TNumber> type,
      Shape shape,
      float epsilon,
      Optional<Activation> activation) {
    this.type = type;
    this.shape = shape;
    this.forward = scope.attach(function(body -> body.forward(epsilon, activation)));
    this.activationBackward =
        scope.attach(function(body -> body.activationBackward(epsilon, activation)));
    this.backward = scope.attach(function(body -> body.backward(epsilon)));
  }

  /** Adds the layer. */
  <T extends TNumber> Kernels.Normalized<T> add(
      Ops tf, Operand<T> x, Operand<TFloat32> gamma, Operand<TFloat32> beta) {
    List<Operand<?>> made = call(tf, forward, List.of(x, gamma, beta));
    Operation named =
        tf.scope()
            .opBuilder(OP, "BatchNorm")
            .addInputList(
                Stream.concat(made.stream().map(tf::stopGradient), Stream.of(x, gamma, beta))
                    .map(Operand::asOutput)
                    .toArray(Output<?>[]::new))
            .build();
    OWNERS
        .computeIfAbsent((Graph) named.env(), graph -> new ConcurrentHashMap<>())
        .put(named.name(), this);
    return new Kernels.Normalized<>(
        named.output(0), Gradients.typed(made.get(1)), Gradients.typed(made.get(2)));
  }

  private static List<Operand<?>> gradient(Ops tf, GraphOperation op, List<Output<?>> incoming) {
    CompiledBatchNorm norm = OWNERS.getOrDefault(op.env(), Map.of()).get(op.name());
    if (norm == null) {
      return List.copyOf(incoming); // somebody else's
    }
    Output<?> mean = op.input(1);
    Output<?> variance = op.input(2);
    Output<?> x = op.input(3);
    Output<?> gamma = op.input(4);
    Output<?> beta = op.input(5);
    Operand<?> by =
        norm.call(
                tf,
                norm.activationBackward,
                List.of(x, incoming.get(0), gamma, beta, mean, variance))
            .get(0);
    List<Operand<?>> gradients = new ArrayList<>(List.of(op.input(0), mean, variance));
    gradients.addAll(norm.call(tf, norm.backward, List.of(x, by, gamma, beta, mean, variance)));
    return gradients;
  }

  /** Calls a function whose results are activations, or else numbers of each channel. */
  private List<Operand<?>> call(Ops tf, ConcreteFunction function, List<Operand<?>> inputs) {
    Output<?>[] outputs = inputs.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
    DataType[] types =
        function.signature().getOutputs().values().stream()
            .map(each -> each.dataType)
            .toArray(DataType[]::new);
    Operation op =
        tf.scope()
            .opBuilder("PartitionedCall", "BatchNormCall")
            .addInputList(outputs)
            .setAttr("Tin", Arrays.stream(outputs).map(Output::dataType).toArray(DataType[]::new))
            .setAttr("Tout", types)
            .setAttr("f", named(function))
            .setAttr("_XlaMustCompile", true)
            .build();
    List<Operand<?>> results = new ArrayList<>();
    for (int i = 0; i < types.length; i++) {
      results.add(tf.ensureShape(op.output(i), i == 0 ? shape : Shape.of(shape.get(3))));
    }
    return results;
  }

  /** Names a function: to set the function itself would attach it, and hang in a gradient. */
  private static AttrValue named(ConcreteFunction function) {
    return AttrValue.newBuilder()
        .setFunc(NameAttrList.newBuilder().setName(function.getDefinedName()))
        .build();
  }

  private ConcreteFunction function(Function<Body, List<Operand<?>>> results) {
    try (Graph graph = new Graph()) {
      Body body = new Body(Ops.create(graph), type, shape);
      List<Operand<?>> made = results.apply(body);
      return ConcreteFunction.create(
          FunctionScope.signature("batch_norm", body.arguments, made), graph);
    }
  }

  /** One function under construction, which computes in float32. */
  private static final class Body {
    private final Ops tf;
    private final Class<? extends TNumber> type;
    private final Shape shape;
    private final List<Operand<?>> arguments = new ArrayList<>();

    Body(Ops tf, Class<? extends TNumber> type, Shape shape) {
      this.tf = tf;
      this.type = type;
      this.shape = shape;
    }

    List<Operand<?>> forward(float epsilon, Optional<Activation> activation) {
      Operand<TFloat32> x = activations();
      Operand<TFloat32> gamma = channels();
      Operand<TFloat32> beta = channels();
      Operand<TFloat32> mean = mean(sum(parts(x)));
      Operand<TFloat32> variance = mean(sum(tf.math.square(tf.math.sub(parts(x), mean))));
      Operand<TFloat32> z = new Line(mean, variance, gamma, beta, epsilon).of(x);
      Operand<TFloat32> y = activation.map(kind -> kind.add(tf, z)).orElse(z);
      return List.of(tf.dtypes.cast(y, type), mean, variance);
    }

    /** Returns the gradient by the activation's input. */
    List<Operand<?>> activationBackward(float epsilon, Optional<Activation> activation) {
      Operand<TFloat32> x = activations();
      Operand<TFloat32> incoming = activations();
      Operand<TFloat32> z = lineOfArguments(epsilon).of(x);
      Operand<TFloat32> by =
          activation.isEmpty()
              ? incoming
              : tf.math.mul(incoming, activation.get().derivative(tf, z));
      return List.of(tf.dtypes.cast(by, type));
    }

    /**
     * Returns the gradients by x, gamma and beta (Ioffe and Szegedy, 2015, section 3).
     *
     * <p>With d the gradient by what is normalised and n rows: beta's is sum(d), gamma's is sum(d
     * (x - mean)) / s with s the deviation, and x's is gamma / s (d - beta's / n - (x - mean) / s
     * gamma's / n).
     */
    List<Operand<?>> backward(float epsilon) {
      Operand<TFloat32> x = activations();
      Operand<TFloat32> d = activations();
      Line line = lineOfArguments(epsilon);
      Operand<TFloat32> byBeta = sum(parts(d));
      Operand<TFloat32> byGamma =
          tf.math.mul(sum(tf.math.mul(tf.math.sub(parts(x), line.mean), parts(d))), line.inverse);
      Operand<TFloat32> slope =
          tf.math.neg(tf.math.mul(tf.math.mul(line.scale, line.inverse), mean(byGamma)));
      Operand<TFloat32> offset =
          tf.math.neg(
              tf.math.add(tf.math.mul(line.scale, mean(byBeta)), tf.math.mul(line.mean, slope)));
      Operand<TFloat32> byX =
          tf.math.add(tf.math.add(tf.math.mul(d, line.scale), tf.math.mul(x, slope)), offset);
      return List.of(tf.dtypes.cast(byX, type), byGamma, byBeta);
    }

    /** Takes the arguments that both functions of the backward pass have last. */
    private Line lineOfArguments(float epsilon) {
      Operand<TFloat32> gamma = channels();
      Operand<TFloat32> beta = channels();
      Operand<TFloat32> mean = channels();
      Operand<TFloat32> variance = channels();
      return new Line(mean, variance, gamma, beta, epsilon);
    }

    /** Scale and offset of each channel, and what they are made of. */
    private final class Line {
      private final Operand<TFloat32> mean;
      private final Operand<TFloat32> inverse; // 1 / deviation
      private final Operand<TFloat32> scale;
      private final Operand<TFloat32> offset;

      Line(
          Operand<TFloat32> mean,
          Operand<TFloat32> variance,
          Operand<TFloat32> gamma,
          Operand<TFloat32> beta,
          float epsilon) {
        this.mean = mean;
        inverse = tf.math.rsqrt(tf.math.add(variance, tf.constant(epsilon)));
        scale = tf.math.mul(gamma, inverse);
        offset = tf.math.sub(beta, tf.math.mul(mean, scale));
      }

      Operand<TFloat32> of(Operand<TFloat32> x) {
        return tf.math.add(tf.math.mul(x, scale), offset);
      }
    }

    private Operand<TFloat32> activations() {
      return tf.dtypes.cast(argument(type, shape), TFloat32.class);
    }

    private Operand<TFloat32> channels() {
      return argument(TFloat32.class, Shape.of(shape.get(3)));
    }

    private <T extends TType> Operand<T> argument(Class<T> of, Shape like) {
      Operand<T> argument = tf.placeholder(of, Placeholder.shape(like));
      arguments.add(argument);
      return argument;
    }

    private long rows() {
      return shape.size() / shape.get(3);
    }

    private Operand<TFloat32> mean(Operand<TFloat32> sum) {
      return tf.math.div(sum, tf.constant((float) rows()));
    }

    /** Returns the rows in equal parts: [b, h, w, c] -> [parts, rows / parts, c]. */
    private Operand<TFloat32> parts(Operand<TFloat32> x) {
      return tf.reshape(x, tf.constant(new long[] {partCount(), -1, shape.get(3)}));
    }

    private long partCount() {
      long parts = ADDED_ROWS;
      while (rows() % parts != 0) {
        parts /= 2;
      }
      return parts;
    }

    /** Returns the sum over all rows: [parts, rows / parts, c] -> [c]. */
    private Operand<TFloat32> sum(Operand<TFloat32> parts) {
      Operand<TFloat32> added = tf.sum(parts, tf.constant(0));
      Operand<TFloat32> ones =
          tf.fill(tf.constant(new long[] {1, rows() / partCount()}), tf.constant(1f));
      return tf.reshape(tf.linalg.matMul(ones, added), tf.constant(new long[] {shape.get(3)}));
    }
  }
}
