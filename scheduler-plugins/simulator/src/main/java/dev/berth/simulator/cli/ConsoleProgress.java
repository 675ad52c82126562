package dev.berth.simulator.cli;

import dev.berth.simulator.replay.Progress;
import java.io.Console;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows progress: a bar on a terminal, else a line every ten percent or nothing at all. */
final class ConsoleProgress implements Progress, AutoCloseable {
  private static final int STEP_PERCENT = 10;

  private final String task;
  private final @Nullable PrintWriter lines;
  private final boolean terminal;
  private @Nullable ProgressBar bar;
  private long told = -STEP_PERCENT;

  private ConsoleProgress(String task, boolean terminal, @Nullable PrintWriter lines) {
    this.task = task;
    this.terminal = terminal;
    this.lines = lines;
  }

  /** A bar on a terminal, else lines. */
  static ConsoleProgress orLines(String task, PrintWriter lines) {
    return new ConsoleProgress(task, isTerminal(), lines);
  }

  /** A bar on a terminal, else nothing. */
  static ConsoleProgress onTerminalOnly(String task) {
    return new ConsoleProgress(task, isTerminal(), null);
  }

  @Override
  public void report(long done, long total) {
    if (terminal) {
      ProgressBar shown = bar == null ? newBar(total) : bar;
      bar = shown;
      shown.stepTo(done);
    } else if (lines != null && total > 0) {
      long percent = 100 * done / total;
      if (percent >= told + STEP_PERCENT) {
        told = percent - percent % STEP_PERCENT;
        lines.println(task + ": " + told + " %");
        lines.flush();
      }
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }

  private ProgressBar newBar(long total) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(total)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(100)
        .build();
  }

  /** Newer JDKs have a console without a terminal too, and a method to ask that JDK 17 lacks. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
    } catch (NoSuchMethodException e) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      return false;
    }
  }
}
