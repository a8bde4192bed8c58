package org.noisystudent.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Blocks that follow each other and differ in nothing but their weights and their noise.
 *
 * @param first number of the first block
 * @param count how many they are; 1 = a block by itself
 */
record BlockRun(int first, int count) {
  /** Returns all blocks, those that are alike put together. */
  static List<BlockRun> of(Architecture architecture, FrozenLayers frozen) {
    List<BlockRun> runs = new ArrayList<>();
    for (int i = 0; i < architecture.blocks().size(); i++) {
      if (i > 0 && isAsBefore(architecture.blocks(), i, frozen)) {
        BlockRun before = runs.remove(runs.size() - 1);
        runs.add(new BlockRun(before.first, before.count + 1));
      } else {
        runs.add(new BlockRun(i, 1));
      }
    }
    return runs;
  }

  /** Returns all blocks, each by itself. */
  static List<BlockRun> single(Architecture architecture) {
    List<BlockRun> runs = new ArrayList<>();
    for (int i = 0; i < architecture.blocks().size(); i++) {
      runs.add(new BlockRun(i, 1));
    }
    return runs;
  }

  /** The very first block is never dropped, and so it is unlike those after it. */
  private static boolean isAsBefore(List<BlockSpec> blocks, int index, FrozenLayers frozen) {
    return index > 1
        && blocks.get(index).hasSkip()
        && blocks.get(index).equals(blocks.get(index - 1))
        && index != frozen.blocks();
  }

  /** Returns the part that a block has in the names of its variables. */
  static String name(int block) {
    return "blocks_" + block;
  }

  int last() {
    return first + count - 1;
  }
}
