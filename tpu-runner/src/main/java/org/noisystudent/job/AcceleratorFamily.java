package org.noisystudent.job;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/**
 * Kinds of accelerators that Google Cloud lends, by the names it has for them, with the
 * arrangements of chips, and the label of the nodes on GKE.
 *
 * <p>Sources, November 2026: pages "Plan TPUs in GKE" and "Cloud TPU configurations" of Google
 * Cloud's documentation, and tables of tools that submit to it (xpk, kubernetes-sigs).
 */
public enum AcceleratorFamily {
  /** TPU v2, lent by the Cloud TPU API alone. */
  V2("v2", "v2", "v2", 2, "", "", Shapes.TORUS_2D_TO_512),
  /** TPU v3. */
  V3("v3", "v3", "v3", 2, "tpu-v3-device", "tpu-v3-slice", Shapes.TORUS_2D_TO_2048),
  /** TPU v4. */
  V4("v4", "v4", "v4", 2, "tpu-v4-podslice", "tpu-v4-podslice", Shapes.TORUS_3D),
  /** TPU v5e. */
  V5E("v5e", "v5e", "v5litepod", 1, "tpu-v5-lite-podslice", "tpu-v5-lite-podslice", Shapes.MESH_2D),
  /** TPU v5p. */
  V5P("v5p", "v5p", "v5p", 2, "tpu-v5p-slice", "tpu-v5p-slice", Shapes.TORUS_3D),
  /** TPU v6e. */
  V6E("v6e", "v6e", "v6e", 1, "tpu-v6e-slice", "tpu-v6e-slice", Shapes.MESH_2D),
  /** TPU7x. */
  TPU7X("tpu7x", "tpu7x", "tpu7x", 2, "tpu7x", "tpu7x", Shapes.TORUS_3D),
  /** NVIDIA L4. */
  L4("l4", "", "", 1, "nvidia-l4", "", Shapes.GPUS),
  /** NVIDIA A100 with 40 GB. */
  A100("a100", "", "", 1, "nvidia-tesla-a100", "", Shapes.GPUS),
  /** NVIDIA H100 with 80 GB. */
  H100("h100", "h100", "", 1, "nvidia-h100-80gb", "", Shapes.GPUS),
  /** NVIDIA H200. */
  H200("h200", "", "", 1, "nvidia-h200-141gb", "", Shapes.GPUS);

  /** Arrangements of chips, the smallest first. */
  private static final class Shapes {
    static final String TORUS_2D_TO_512 = "2x2 4x4 4x8 8x8 8x16 16x16";
    static final String TORUS_2D_TO_2048 = TORUS_2D_TO_512 + " 16x32 32x32";
    static final String MESH_2D = "1x1 2x2 2x4 4x4 4x8 8x8 8x16 16x16";
    static final String TORUS_3D =
        "2x2x1 2x2x2 2x2x4 2x4x4 4x4x4 4x4x8 4x8x8 8x8x8 8x8x16 8x16x16 16x16x16";
    static final String GPUS = "1 2 4 8";
  }

  private final String key;
  private final String chip;
  private final String cloudKey;
  private final int unitsPerChip;
  private final String oneHostLabel;
  private final String sliceLabel;
  private final ImmutableList<String> shapes;

  AcceleratorFamily(
      String key,
      String chip,
      String cloudKey,
      int unitsPerChip,
      String oneHostLabel,
      String sliceLabel,
      String shapes) {
    this.key = key;
    this.chip = chip;
    this.cloudKey = cloudKey;
    this.unitsPerChip = unitsPerChip;
    this.oneHostLabel = oneHostLabel;
    this.sliceLabel = sliceLabel;
    this.shapes = ImmutableList.copyOf(shapes.split(" "));
  }

  /** Returns the name as users write it. */
  public String key() {
    return key;
  }

  /** Returns the name of the chip for preflight; empty where there is none for it. */
  Optional<String> chip() {
    return chip.isEmpty() ? Optional.empty() : Optional.of(chip);
  }

  /** Returns the name in the Cloud TPU API; empty for GPUs. */
  Optional<String> cloudKey() {
    return cloudKey.isEmpty() ? Optional.empty() : Optional.of(cloudKey);
  }

  /** Returns whether it is a TPU. */
  public boolean isTpu() {
    return !cloudKey.isEmpty();
  }

  /** Returns how many of the units that names count are a chip: cores of v2 to v4, v5p, tpu7x. */
  int unitsPerChip() {
    return unitsPerChip;
  }

  /** Returns the label of GKE's nodes, of a slice of one host or of several; empty: none. */
  Optional<String> nodeLabel(int hosts) {
    String label = hosts > 1 ? sliceLabel : oneHostLabel;
    return label.isEmpty() ? Optional.empty() : Optional.of(label);
  }

  /** Returns the arrangements of chips, of GPUs how many a host has. */
  List<String> shapes() {
    return shapes;
  }
}
