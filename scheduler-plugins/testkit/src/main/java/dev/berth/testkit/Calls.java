package dev.berth.testkit;

import java.util.function.Function;

/** One call of something an author wrote. */
final class Calls {

  private Calls() {}

  /**
   * Calls, and ends the reading. A rule that was broken is thrown even if the caller swallowed it;
   * whatever else is thrown becomes a failure with this message.
   */
  static <T> T call(
      Reading reading,
      Reading.Breach breach,
      Function<Reading, T> question,
      Function<Throwable, String> message) {
    T answer;
    try {
      answer = question.apply(reading);
    } catch (RuntimeException | AssertionError | StackOverflowError thrown) {
      breach.rethrow();
      throw new AssertionError(message.apply(thrown), thrown);
    } finally {
      reading.end();
    }
    breach.rethrow();
    return answer;
  }
}
