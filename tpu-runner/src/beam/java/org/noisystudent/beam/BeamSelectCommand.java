package org.noisystudent.beam;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "select")
final class BeamSelectCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    return 0;
  }
}
