package org.noisystudent.model;

import org.noisystudent.config.ResolutionFixConfig;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * The first layers of a network, as far as they do not learn: their variables are neither updated
 * nor decayed, their batch norm works with the moving statistics it has and leaves them as they
 * are, and their blocks are never dropped (reference: efficientnet_model.py, fix_layer_num).
 *
 * @param stem whether the stem is frozen
 * @param blocks how many of the first blocks are
 * @param headConvolution whether the head's convolution is; the batch norm after it never is
 */
public record FrozenLayers(boolean stem, int blocks, boolean headConvolution) {
  /** Returns a network that learns whole. */
  public static FrozenLayers none() {
    return new FrozenLayers(false, 0, false);
  }

  /**
   * Returns what a resolution fix freezes.
   *
   * @throws UserErrorException if the network has fewer blocks
   */
  public static FrozenLayers of(ResolutionFixConfig fix, Architecture architecture) {
    int all = architecture.blocks().size();
    if (fix.frozenBlocks() > all) {
      throw new UserErrorException(
          Kind.USAGE,
          "resolutionFix.frozenBlocks (%d) must be <= the blocks of %s (%d)"
              .formatted(fix.frozenBlocks(), architecture.scope(), all));
    }
    return switch (fix.trainable()) {
      case CLASSIFIER -> new FrozenLayers(true, all, true);
      case HEAD -> new FrozenLayers(true, all, false);
      case BLOCKS -> new FrozenLayers(true, fix.frozenBlocks(), false);
      case ALL -> none();
    };
  }
}
