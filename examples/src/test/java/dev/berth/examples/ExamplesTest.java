package dev.berth.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Every example runs, and says what it is there to show. */
class ExamplesTest {

  @FunctionalInterface
  private interface Main {
    void run(String... args) throws Exception;
  }

  private static String outputOf(Main example) throws Exception {
    PrintStream before = System.out;
    var bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      example.run();
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void firstJob_isPlaced() throws Exception {
    assertThat(outputOf(FirstJob::main)).contains("jobId=build-42, workerId=w-1");
  }

  @Test
  void whyPending_countsReasonsAndShowsScores() throws Exception {
    assertThat(outputOf(WhyPending::main))
        .contains("24 workers", "insufficient cpu", "dedicated=gpu:NoSchedule", "nearest miss")
        .contains("chosen", "resourceBalance 40");
  }

  @Test
  void goodCompany_isSpreadAndApart() throws Exception {
    assertThat(outputOf(GoodCompany::main))
        .contains("jobAffinity 20 × 500,000", "web-5 waits")
        .contains("zone=a would hold 3 jobs of app In [web], at most 2 for an even spread");
  }

  @Test
  void whoGoesNext_saysWhenAndWhyNot() throws Exception {
    assertThat(outputOf(WhoGoesNext::main))
        .contains("job training (QUEUED): 0 before it, starts 1970-01-01T01:00:00Z on w")
        .contains("job lint (RUNNING)", "job index (QUEUED): 1 before it")
        .contains("it would delay jobs that were promised their start");
  }

  @Test
  void gpuShares_meetOnOneDevice() throws Exception {
    assertThat(outputOf(GpuShares::main))
        .containsPattern("infer-1, workerId=(a100-1|t4-1), gpus=\\[0]")
        .containsPattern("infer-2, workerId=(a100-1|t4-1), gpus=\\[0]")
        .containsPattern("train-1, workerId=a100-1");
  }

  @Test
  void gpuRacks_drawsWhereEverythingIs() throws Exception {
    assertThat(outputOf(GpuRacks::main))
        .contains("[A A A A A A A A]", "[B B B B B B B B]", "[D D . .]")
        .contains("rack r1", "rack r2", "A: quality 50, on [", "B: quality 120");
  }

  @Test
  void twoProfiles_spreadServicesAndPackBatch() throws Exception {
    assertThat(outputOf(TwoProfiles::main).lines())
        .hasSize(6)
        .allMatch(line -> line.contains("services-"));
  }

  @Test
  void ownPlugin_choosesTheCheapWorker() throws Exception {
    assertThat(outputOf(OwnPlugin::main)).contains("workerId=spot").contains("cheapness 80");
  }

  @Test
  void steppedTime_movesTheJobOffTheSilentWorker() throws Exception {
    assertThat(outputOf(SteppedTime::main)).contains("UNHEALTHY").contains("workerId=w-2");
  }

  @Test
  void readme_showsTheFirstJobAsItRuns() throws Exception {
    String readme = Files.readString(Path.of("../README.md"));
    String example = Files.readString(Path.of("src/main/java/dev/berth/examples/FirstJob.java"));
    assertThat(squeeze(example)).contains(squeeze(javaBlock(readme)));
  }

  private static String javaBlock(String markdown) {
    int from = markdown.indexOf("```java\n") + "```java\n".length();
    return markdown.substring(from, markdown.indexOf("```", from));
  }

  /** White space aside: the README is laid out for reading, the source by the formatter. */
  private static String squeeze(String code) {
    return code.replaceAll("\\s+", "");
  }
}
