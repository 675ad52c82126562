package dev.berth.simulator.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "berth-simulator",
    description = "Runs workloads through the real Berth engine on virtual time.",
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    subcommands = {RootCommand.ReplayCommand.class, DemoCommand.class})
final class RootCommand implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw missing(spec);
  }

  static ParameterException missing(CommandSpec spec) {
    return new ParameterException(
        spec.commandLine(),
        "expected a command: " + String.join(", ", spec.subcommands().keySet()));
  }

  /** Reads the version from the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = CommandLineFactory.class.getPackage().getImplementationVersion();
      return new String[] {"berth-simulator " + (version == null ? "(development)" : version)};
    }
  }

  @Command(
      name = "replay",
      description = "Replays a recorded workload.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      subcommands = {ReplaySwfCommand.class, ReplayOpenbCommand.class})
  static final class ReplayCommand implements Runnable {
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      throw missing(spec);
    }
  }
}
