package org.noisystudent.model;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The name of variables of a run of blocks that are kept as one, [blocks, ...]: that of a block's,
 * with the numbers of all, e.g. {@code efficientnet-b0/blocks_3-4/conv2d/kernel}.
 */
public final class StackedName {
  private static final Pattern RUN = Pattern.compile("/blocks_(\\d+)-(\\d+)/");

  private StackedName() {}

  /** Returns the name for a run of blocks, by that of the first block's variable. */
  static String of(String variableOfFirst, BlockRun run) {
    return variableOfFirst.replaceFirst(
        "/" + BlockRun.name(run.first()) + "/",
        "/" + BlockRun.name(run.first()) + "-" + run.last() + "/");
  }

  /** Returns the names of the variables that are kept as one, or the name if there is but one. */
  public static List<String> parts(String name) {
    Matcher run = RUN.matcher(name);
    if (!run.find()) {
      return List.of(name);
    }
    return IntStream.rangeClosed(Integer.parseInt(run.group(1)), Integer.parseInt(run.group(2)))
        .mapToObj(block -> run.replaceFirst("/" + BlockRun.name(block) + "/"))
        .toList();
  }
}
