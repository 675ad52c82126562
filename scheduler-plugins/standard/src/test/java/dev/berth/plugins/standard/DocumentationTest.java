package dev.berth.plugins.standard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.spi.DomainPlugin;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.ScorePlugin;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/PLUGINS.md must be true. */
class DocumentationTest {
  private static final Pattern SNIPPET = Pattern.compile("(?s)```java\n(.*?)```");

  @Test
  void table_namesEveryPlugin() throws IOException {
    List<String> expected = new ArrayList<>();
    for (FilterPlugin filter : ServiceLoader.load(FilterPlugin.class)) {
      expected.add("| `" + filter.name() + "` | filter |");
    }
    for (ScorePlugin score : ServiceLoader.load(ScorePlugin.class)) {
      expected.add("| `" + score.name() + "` | score | " + score.defaultWeight() + " |");
    }
    for (DomainPlugin plugin : ServiceLoader.load(DomainPlugin.class)) {
      expected.add("| `" + plugin.name() + "` | domain | " + plugin.defaultWeight() + " |");
    }

    assertThat(document()).contains(expected);
  }

  @Test
  void examples_compile(@TempDir Path output) throws IOException {
    List<String> snippets =
        SNIPPET.matcher(document()).results().map(match -> match.group(1)).toList();
    // The block form belongs into the class above it, the profile into some method, the last but
    // one
    // is a class of its own.
    String source =
        snippets
            .get(0)
            .replaceFirst(
                "import",
                "import dev.berth.*; import dev.berth.model.*; import dev.berth.spi.*; import")
            .replaceAll(
                "\\}\\s*$", snippets.get(1) + "static void use() {" + snippets.get(3) + "}\n}\n");

    assertThat(snippets).hasSize(4);
    assertThat(
            compile(
                output,
                file("com/example/JobLimitFilter.java", source),
                file("com/example/JobLimitFilterTest.java", snippets.get(2))))
        .isEmpty();
  }

  private static String compile(Path output, JavaFileObject... files) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<String> options = List.of("-d", output.toString(), "-proc:none");
    compiler.getTask(messages, null, null, options, null, List.of(files)).call();
    return messages.toString();
  }

  private static JavaFileObject file(String name, String source) {
    return new SimpleJavaFileObject(
        URI.create("string:///" + name), SimpleJavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source;
      }
    };
  }

  private static String document() throws IOException {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("docs/PLUGINS.md"))) {
      folder = Objects.requireNonNull(folder.getParent(), "no docs/PLUGINS.md above");
    }
    return Files.readString(folder.resolve("docs/PLUGINS.md"));
  }
}
