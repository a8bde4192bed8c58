package org.noisystudent.pjrt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.jna.NativeLibrary;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class NativeEnvironmentTest {
  @Test
  void nativeCodeSeesWhatIsSetAndTheUsersOwnValuesStay() {
    String path = System.getenv("PATH");
    NativeEnvironment.setDefaults(Map.of("NOISYSTUDENT_TEST", "a b", "PATH", "elsewhere"));
    assertEquals("a b", getenv("NOISYSTUDENT_TEST"));
    assertEquals(path, getenv("PATH"));
  }

  private static String getenv(String name) {
    return NativeLibrary.getProcess()
        .getFunction("getenv")
        .invokeString(new Object[] {name}, false);
  }
}
