package org.noisystudent.accelerator;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.noisystudent.pjrt.PjrtProgram;

/** The program by which processes meet: the sum over all replicas of some whole numbers. */
final class BarrierProgram {
  private BarrierProgram() {}

  /** Returns the program, int32 [numbers] -> int32 [numbers]. */
  static PjrtProgram of(int replicas, long numbers) {
    String group =
        IntStream.range(0, replicas).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    return PjrtProgram.mlir(
        """
        module @barrier attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = %1$d : i32} {
          func.func public @main(%%x: tensor<%2$dxi32>) -> tensor<%2$dxi32> {
            %%sum = "stablehlo.all_reduce"(%%x) ({
            ^bb0(%%a: tensor<i32>, %%b: tensor<i32>):
              %%c = stablehlo.add %%a, %%b : tensor<i32>
              stablehlo.return %%c : tensor<i32>
            }) {replica_groups = dense<[[%3$s]]> : tensor<1x%1$dxi64>} : (tensor<%2$dxi32>) -> tensor<%2$dxi32>
            return %%sum : tensor<%2$dxi32>
          }
        }
        """
            .formatted(replicas, numbers, group));
  }
}
