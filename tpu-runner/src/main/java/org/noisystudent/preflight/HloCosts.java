package org.noisystudent.preflight;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.noisystudent.preflight.HloGraph.Computation;
import org.noisystudent.preflight.HloGraph.Instruction;

/**
 * What one run of a module costs, with loops counted as they run. A compiler's own figures count
 * the body of a loop once; they are corrected by what the module itself says:
 *
 * <ul>
 *   <li>FLOPs: those of the convolutions and matrix products of the further rounds are added (2 for
 *       each product and its sum; padding counts);
 *   <li>bytes: multiplied by the ratio of what all instructions read and write with and without
 *       further rounds. What the compiler fuses is not known here, so this is an estimate.
 * </ul>
 *
 * A module with no loop is left as the compiler has it.
 *
 * @param loops whether loops are counted as they run
 * @param allReduceBytes what the replicas add up, on each of them
 * @param furtherFlops of the rounds after the first
 * @param traffic bytes with all rounds, over those with one
 */
record HloCosts(LoopCount loops, long allReduceBytes, double furtherFlops, double traffic) {
  /** No data moves by these. */
  private static final Set<String> STILL =
      Set.of("parameter", "constant", "tuple", "get-tuple-element", "bitcast", "after-all");

  /** What a computation costs. */
  private record Sums(double reduced, double flops, double bytes) {
    static final Sums NONE = new Sums(0, 0, 0);

    Sums plus(Sums more) {
      return new Sums(reduced + more.reduced, flops + more.flops, bytes + more.bytes);
    }

    Sums times(double n) {
      return new Sums(n * reduced, n * flops, n * bytes);
    }
  }

  /** Adds up a module, with loops as they run or once. */
  private static final class Walk {
    private final HloGraph graph;
    private final boolean asTheyRun;
    private boolean anyLoop;
    private boolean unknown;

    Walk(HloGraph graph, boolean asTheyRun) {
      this.graph = graph;
      this.asTheyRun = asTheyRun;
    }

    Sums of(Computation computation) {
      Sums sums = Sums.NONE;
      for (Instruction each : computation.instructions()) {
        sums = sums.plus(of(computation, each));
      }
      return sums;
    }

    private Sums of(Computation in, Instruction each) {
      return switch (each.opcode()) {
        case "while" -> {
          anyLoop = true;
          OptionalLong rounds = HloLoop.rounds(graph, in, each);
          unknown |= rounds.isEmpty();
          Sums body = of(graph.computation(HloLoop.body(each)));
          yield asTheyRun ? body.times(rounds.orElse(1)) : body;
        }
        case "call", "conditional", "fusion" -> {
          Sums called = Sums.NONE;
          for (long id : each.called()) {
            called = called.plus(of(graph.computation(id)));
          }
          yield called;
        }
        case "all-reduce", "all-reduce-start" -> new Sums(each.bytes(), 0, moved(in, each));
        case "convolution" -> new Sums(0, convolution(in, each), moved(in, each));
        case "dot" -> new Sums(0, product(in, each), moved(in, each));
        default -> new Sums(0, 0, moved(in, each));
      };
    }
  }

  /** Returns the costs of a module. */
  static HloCosts of(byte[] hlo) {
    HloGraph graph = new HloGraph(hlo);
    Walk once = new Walk(graph, false);
    Sums first = once.of(graph.entry());
    if (!once.anyLoop || once.unknown) {
      LoopCount loops = once.anyLoop ? LoopCount.ONCE : LoopCount.NO_LOOPS;
      return new HloCosts(loops, (long) first.reduced, 0, 1);
    }
    Sums all = new Walk(graph, true).of(graph.entry());
    return new HloCosts(
        LoopCount.AS_THEY_RUN,
        (long) all.reduced,
        all.flops - first.flops,
        first.bytes == 0 ? 1 : all.bytes / first.bytes);
  }

  /** Returns a compiler's FLOPs with all rounds. */
  OptionalDouble flops(OptionalDouble compilers) {
    return compilers.isEmpty() ? compilers : OptionalDouble.of(compilers.getAsDouble() + furtherFlops);
  }

  /** Returns a compiler's bytes with all rounds. */
  OptionalDouble bytes(OptionalDouble compilers) {
    return compilers.isEmpty() ? compilers : OptionalDouble.of(compilers.getAsDouble() * traffic);
  }

  private static double moved(Computation in, Instruction each) {
    if (STILL.contains(each.opcode())) {
      return 0;
    }
    // of the array that a slice is read from or put into, only the slice moves
    if (each.opcode().equals("dynamic-slice")) {
      return 2.0 * each.bytes();
    }
    List<Long> operands = each.operands();
    if (each.opcode().equals("dynamic-update-slice")) {
      return 2.0 * in.byId().get(operands.get(1)).bytes();
    }
    double bytes = each.bytes();
    for (long operand : operands) {
      bytes += in.byId().get(operand).bytes();
    }
    return bytes;
  }

  private static double convolution(Computation in, Instruction each) {
    List<Long> kernel = in.byId().get(each.operands().get(1)).dims();
    return 2 * elements(each.dims()) * elements(kernel) / kernel.get(each.kernelOutputFeature());
  }

  private static double product(Computation in, Instruction each) {
    List<Long> left = in.byId().get(each.operands().get(0)).dims();
    double summed = 1;
    for (long dimension : each.contracting()) {
      summed *= left.get((int) dimension);
    }
    return 2 * elements(each.dims()) * summed;
  }

  private static double elements(List<Long> dims) {
    double elements = 1;
    for (long size : dims) {
      elements *= size;
    }
    return elements;
  }
}
