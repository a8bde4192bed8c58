package org.noisystudent.savedmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;
import static org.junit.platform.launcher.EngineFilter.includeEngines;
import static org.junit.platform.launcher.TagFilter.includeTags;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Says on the console what a run leaves out: Surefire does not mention excluded tags. */
final class LeftOutTest {
  private static final String TAG = "python";
  private static final String TESTS = "src/test/java";

  @Test
  void saysHowManyTestsThisRunLeavesOut() throws URISyntaxException {
    Path classes =
        Path.of(LeftOutTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    LauncherDiscoveryRequest tagged =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClasspathRoots(Set.of(classes)))
            .filters(includeEngines("junit-jupiter"), includeTags(TAG))
            .build();
    long leftOut =
        LauncherFactory.create().discover(tagged).countTestIdentifiers(LeftOutTest::isMethod);
    assertTrue(leftOut > 0, "no test is tagged " + TAG + ": this one is no longer needed");
    if (System.getProperty("test.excludedTags", "").equals(TAG)) {
      System.out.println(
          leftOut
              + " test(s) tagged "
              + TAG
              + " left out: they need Python TensorFlow; .ci/run runs them");
    }
  }

  @Test
  void noOtherModuleLeavesOutTestsUnsaid() throws IOException {
    Path root = Path.of(System.getProperty("project.root", ".."));
    List<Path> unsaid = new ArrayList<>();
    try (DirectoryStream<Path> modules =
        Files.newDirectoryStream(root, LeftOutTest::isOtherModuleWithTests)) {
      for (Path module : modules) {
        try (Stream<Path> files = Files.walk(module.resolve(TESTS))) {
          files.filter(LeftOutTest::isTagged).forEach(unsaid::add);
        }
      }
    }
    assertEquals(List.of(), unsaid, "tests tagged " + TAG + " in a module that does not say so");
  }

  private static boolean isMethod(TestIdentifier found) {
    return found.getSource().orElse(null) instanceof MethodSource;
  }

  private static boolean isOtherModuleWithTests(Path folder) {
    return Files.isDirectory(folder.resolve(TESTS)) && !folder.endsWith("savedmodels");
  }

  private static boolean isTagged(Path file) {
    try {
      return file.toString().endsWith(".java")
          && Files.readString(file).contains("@Tag(\"" + TAG + "\")");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
