package dev.berth.simulator.output;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The files of one run, all or none: each is written to a temporary file beside its place, which is
 * made at once so that an unwritable place is told before the work, and all are moved there by
 * {@link #commit}. {@link #close} without a commit leaves every place as it was.
 *
 * <p>A place that exists and is no regular file (a pipe, {@code /dev/stdout}) cannot be replaced;
 * it is written to at commit. <b>Thread-safety:</b> none.
 */
public final class Outputs implements AutoCloseable {
  private record Pending(Path place, Path temporary, boolean replace) {}

  private final List<Pending> pending = new ArrayList<>();
  private final Set<Path> taken = new HashSet<>();

  /** A file that is being written and not yet at its place. */
  public static final class PendingFile {
    private final Path place;
    private final Path temporary;

    private PendingFile(Path place, Path temporary) {
      this.place = place;
      this.temporary = temporary;
    }

    /** Replaces all that was written so far. */
    public void write(Content content) {
      try (Writer writer = Files.newBufferedWriter(temporary, StandardCharsets.UTF_8)) {
        content.writeTo(writer);
      } catch (IOException | UncheckedIOException e) {
        throw failed(place, e);
      }
    }
  }

  /** Something that can be written. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it. */
    void writeTo(Writer writer) throws IOException;
  }

  /** Keeps a path, such as an input of the run, from being used as an output. */
  public void protect(Path input) {
    taken.add(identity(input));
  }

  /** Prepares one output file. */
  public PendingFile file(Path place) {
    if (Files.isDirectory(place)) {
      throw new OutputException("cannot write " + place + ": it is a directory");
    }
    if (!taken.add(identity(place))) {
      throw new OutputException(
          "cannot write " + place + ": it is also an input or another output of this run");
    }
    try {
      boolean replace = !Files.exists(place) || Files.isRegularFile(place);
      Path target = replace && Files.exists(place) ? place.toRealPath() : place;
      if (replace && Files.exists(target) && !Files.isWritable(target)) {
        throw new OutputException("cannot write " + place + ": permission denied");
      }
      Path temporary = replace ? beside(target) : Files.createTempFile("berth-", ".tmp");
      pending.add(new Pending(target, temporary, replace));
      return new PendingFile(place, temporary);
    } catch (IOException e) {
      throw failed(place, e);
    }
  }

  /** Prepares one file in a directory, which is made if it is not there. */
  public PendingFile fileIn(Path directory, String name) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw failed(directory, e);
    }
    return file(directory.resolve(name));
  }

  /** Moves every file to its place. */
  public void commit() {
    for (Pending file : pending) {
      try {
        if (file.replace()) {
          moveOver(file.temporary(), file.place());
        } else {
          Files.write(file.place(), Files.readAllBytes(file.temporary()));
        }
      } catch (IOException e) {
        throw failed(file.place(), e);
      }
    }
  }

  /** Removes what was not moved to its place. */
  @Override
  public void close() {
    for (Pending file : pending) {
      try {
        Files.deleteIfExists(file.temporary());
      } catch (IOException e) {
        throw failed(file.temporary(), e);
      }
    }
  }

  private static Path beside(Path place) throws IOException {
    Path absolute = place.toAbsolutePath();
    Path directory = absolute.getParent();
    // Not createTempFile: it makes files that only their owner may read.
    for (int i = 0; ; i++) {
      Path candidate =
          absolute.resolveSibling(
              "."
                  + absolute.getFileName()
                  + "."
                  + ProcessHandle.current().pid()
                  + "-"
                  + i
                  + ".tmp");
      if (directory == null || !Files.exists(candidate, LinkOption.NOFOLLOW_LINKS)) {
        return Files.createFile(candidate);
      }
    }
  }

  private static void moveOver(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static Path identity(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize();
    }
  }

  private static OutputException failed(Path place, Exception e) {
    Throwable cause = e instanceof UncheckedIOException && e.getCause() != null ? e.getCause() : e;
    if (cause instanceof NoSuchFileException) {
      return new OutputException("cannot write " + place + ": its directory does not exist");
    }
    if (cause instanceof AccessDeniedException) {
      return new OutputException("cannot write " + place + ": permission denied");
    }
    String reason =
        cause instanceof FileSystemException system && system.getReason() != null
            ? system.getReason()
            : cause.getMessage();
    return new OutputException("cannot write " + place + ": " + reason);
  }
}
