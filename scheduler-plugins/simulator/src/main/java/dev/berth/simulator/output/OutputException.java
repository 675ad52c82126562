package dev.berth.simulator.output;

/** An output that cannot be written. The message is one line for the user and names the path. */
public final class OutputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutputException(String message) {
    super(message);
  }
}
