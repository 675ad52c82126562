package dev.berth.simulator.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputsTest {
  @TempDir Path folder;

  private long files() throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.count();
    }
  }

  @Test
  void commit_movesEveryFile() throws IOException {
    Path a = folder.resolve("a.csv");
    Path page = folder.resolve("deep/er");
    try (Outputs outputs = new Outputs()) {
      outputs.file(a).write(out -> out.write("one"));
      outputs.fileIn(page, "index.html").write(out -> out.write("two"));
      assertThat(a).doesNotExist();
      outputs.commit();
    }

    assertThat(a).hasContent("one");
    assertThat(page.resolve("index.html")).hasContent("two");
    assertThat(files()).isEqualTo(2);
  }

  @Test
  void close_withoutCommit_leavesThePlaceAsItWas() throws IOException {
    Path a = Files.writeString(folder.resolve("a.csv"), "before");
    try (Outputs outputs = new Outputs()) {
      outputs.file(a).write(out -> out.write("half"));
    }

    assertThat(a).hasContent("before");
    assertThat(files()).isEqualTo(1);
  }

  @Test
  void write_failing_leavesNothing() throws IOException {
    Path a = folder.resolve("a.csv");

    assertThatThrownBy(
            () -> {
              try (Outputs outputs = new Outputs()) {
                outputs
                    .file(a)
                    .write(
                        out -> {
                          out.write("half");
                          throw new IOException("disk full");
                        });
                outputs.commit();
              }
            })
        .isInstanceOf(OutputException.class)
        .hasMessage("cannot write " + a + ": disk full");
    assertThat(files()).isZero();
  }

  @Test
  void file_noDirectory_isToldAtOnce() {
    Path a = folder.resolve("none/a.csv");
    try (Outputs outputs = new Outputs()) {
      assertThatThrownBy(() -> outputs.file(a))
          .isInstanceOf(OutputException.class)
          .hasMessage("cannot write " + a + ": its directory does not exist");
    }
  }

  @Test
  void file_directory_isRefused() {
    try (Outputs outputs = new Outputs()) {
      assertThatThrownBy(() -> outputs.file(folder))
          .hasMessage("cannot write " + folder + ": it is a directory");
    }
  }

  @Test
  void fileIn_fileInTheWay_isRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("report"), "x");
    try (Outputs outputs = new Outputs()) {
      assertThatThrownBy(() -> outputs.fileIn(file, "index.html"))
          .isInstanceOf(OutputException.class)
          .hasMessageStartingWith("cannot write " + file);
    }
  }

  @Test
  void file_inputOrOtherOutput_isRefused() throws IOException {
    Path input = Files.writeString(folder.resolve("in.csv"), "x");
    Path out = folder.resolve("out.csv");
    try (Outputs outputs = new Outputs()) {
      outputs.protect(input);
      outputs.file(out);

      assertThatThrownBy(() -> outputs.file(folder.resolve("./in.csv")))
          .hasMessageContaining("it is also an input or another output of this run");
      assertThatThrownBy(() -> outputs.file(out))
          .hasMessageContaining("it is also an input or another output of this run");
    }
    assertThat(input).hasContent("x");
  }

  @Test
  void commit_symbolicLink_keepsTheLink() throws IOException {
    Path real = Files.writeString(folder.resolve("real.csv"), "before");
    Path link = Files.createSymbolicLink(folder.resolve("link.csv"), real);
    try (Outputs outputs = new Outputs()) {
      outputs.file(link).write(out -> out.write("after"));
      outputs.commit();
    }

    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(real).hasContent("after");
  }

  @Test
  void json_keepsOrderAndKinds() throws IOException {
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put("z", 1L);
    entries.put("a", 0.5);
    entries.put("t", "text");
    StringWriter out = new StringWriter();

    Json.write(entries, out);

    assertThat(out.toString().replaceAll("\\s", ""))
        .isEqualTo("{\"z\":1,\"a\":0.5,\"t\":\"text\"}");
    assertThat(out.toString()).endsWith("}\n");
  }
}
