package dev.berth.simulator;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/**
 * The entry point of {@code berth-simulator.jar}: parses the command line and exits with its code.
 */
@Command(
    name = "berth-simulator",
    description = "Replays workloads through the real Berth engine on virtual time.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class Main implements Runnable {
  /**
   * Runs one command and ends the process with picocli's exit code: 0 done, 1 failed, 2 misused.
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public void run() {
    throw new ParameterException(new CommandLine(this), "Missing command");
  }

  /** Reads the version from the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"berth-simulator " + (version == null ? "(development)" : version)};
    }
  }
}
