package dev.berth.simulator;

import dev.berth.simulator.cli.CommandLineFactory;

/** The entry point of {@code berth-simulator.jar}. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(CommandLineFactory.create().execute(args));
  }
}
