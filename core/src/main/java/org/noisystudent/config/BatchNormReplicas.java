package org.noisystudent.config;

import java.util.regex.Pattern;

/**
 * How many consecutive replicas share the statistics of batch norm, as {@code
 * train.batchNormReplicas} says it.
 */
public final class BatchNormReplicas {
  /** What the option may be. */
  static final String RULE = "reference, local, all or a number of replicas";

  static final String REFERENCE = "reference";
  static final String LOCAL = "local";
  static final String ALL = "all";

  /** Up to so many replicas, each has its own statistics (reference: TpuBatchNormalization). */
  private static final int REFERENCE_LOCAL = 8;

  /** Beyond, there are at most so many groups (reference: TpuBatchNormalization). */
  private static final int REFERENCE_GROUPS = 8;

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,5}");

  private BatchNormReplicas() {}

  static boolean allows(String word) {
    return word.equals(REFERENCE)
        || word.equals(LOCAL)
        || word.equals(ALL)
        || NUMBER.matcher(word).matches();
  }

  /**
   * Returns the size of a group, which need not divide the replicas; 1 = each has its own
   * statistics. One replica has its own whatever the option says.
   *
   * @param option as the config has it
   */
  public static int groupOf(String option, int replicas) {
    if (replicas == 1) {
      return 1;
    }
    return switch (option) {
      case LOCAL -> 1;
      case ALL -> replicas;
      case REFERENCE ->
          replicas <= REFERENCE_LOCAL ? 1 : Math.max(REFERENCE_LOCAL, replicas / REFERENCE_GROUPS);
      default -> Integer.parseInt(option);
    };
  }
}
