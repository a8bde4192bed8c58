package org.noisystudent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Rooms import leftward only, and the config room knows nothing of TensorFlow. */
final class LayersTest {
  private static final String ROOT = "org.noisystudent.";

  /** From left to right. */
  private static final List<String> ROOMS =
      List.of(
          "savedmodel",
          "machine",
          "config",
          "storage",
          "data",
          "augment",
          "model",
          "train",
          "device",
          "workers",
          "reference",
          "checkpoint",
          "trainer",
          "export",
          "importer",
          "pseudolabel",
          "evaluation",
          "robustness",
          "attack",
          "corruption",
          "run",
          "report",
          "selftraining");

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.noisystudent");

  @Test
  void roomsImportLeftwardOnly() {
    List<String> wrong = new ArrayList<>();
    int seen = 0;
    for (JavaClass user : classes) {
      int room = room(user);
      for (var dependency : user.getDirectDependenciesFromSelf()) {
        JavaClass used = dependency.getTargetClass();
        if (used.getPackageName().startsWith(ROOT)) {
          seen++;
          if (room(used) > room) {
            wrong.add(dependency.getDescription());
          }
        }
      }
    }
    assertTrue(seen > 20, "only " + seen + " imports seen");
    assertTrue(wrong.isEmpty(), String.join("\n", wrong));
  }

  @Test
  void configKnowsNothingOfTensorFlow() {
    List<String> wrong = new ArrayList<>();
    for (JavaClass user : classes) {
      if (user.getPackageName().equals(ROOT + "config")) {
        user.getDirectDependenciesFromSelf().stream()
            .filter(d -> d.getTargetClass().getPackageName().startsWith("org.tensorflow"))
            .forEach(d -> wrong.add(d.getDescription()));
      }
    }
    assertTrue(wrong.isEmpty(), String.join("\n", wrong));
  }

  @Test
  void onlyStorageRenamesFiles() {
    Set<String> renames = Set.of("java.nio.file.Files.move", "java.io.File.renameTo");
    Set<String> renaming = new TreeSet<>();
    for (JavaClass user : classes) {
      for (JavaAccess<?> access : user.getAccessesFromSelf()) {
        String called = access.getTargetOwner().getName() + "." + access.getName();
        if (renames.contains(called)) {
          renaming.add(user.getPackageName());
        }
      }
    }
    assertEquals(Set.of(ROOT + "storage"), renaming);
  }

  private static int room(JavaClass type) {
    String name = type.getPackageName().substring(ROOT.length());
    int room = ROOMS.indexOf(name);
    assertTrue(room >= 0, type.getName() + " is in no room of the list: add its package there");
    return room;
  }
}
