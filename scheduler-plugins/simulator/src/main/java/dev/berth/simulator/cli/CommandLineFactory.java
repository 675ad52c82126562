package dev.berth.simulator.cli;

import dev.berth.simulator.output.OutputException;
import dev.berth.simulator.trace.TraceException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Makes the command line.
 *
 * <p><b>Exit codes:</b> 0 done; 2 the input, an output or the command is at fault, told in one line
 * on standard error; 1 the simulator is at fault. No stack trace is shown in any case, unless the
 * system property {@code berth.debug} is set.
 */
public final class CommandLineFactory {
  private CommandLineFactory() {}

  /** A command line ready to execute. */
  public static CommandLine create() {
    return new CommandLine(new RootCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(CommandLineFactory::misused)
        .setExecutionExceptionHandler(CommandLineFactory::failed);
  }

  private static int misused(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    complain(command, e.getMessage());
    command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    command.getErr().flush();
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    if (Boolean.getBoolean("berth.debug")) {
      e.printStackTrace(command.getErr());
    }
    if (e instanceof TraceException || e instanceof OutputException) {
      complain(command, e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    complain(command, "internal error: " + e);
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static void complain(CommandLine command, @Nullable String what) {
    PrintWriter err = command.getErr();
    err.println("berth-simulator: " + String.valueOf(what).replaceAll("\\R", " "));
    err.flush();
  }
}
