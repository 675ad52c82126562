package com.example.ci;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BuildFarmTest {

  @Test
  void main_placesByBothPlugins() throws Exception {
    PrintStream before = System.out;
    var bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      BuildFarm.main(new String[0]);
    } finally {
      System.setOut(before);
    }

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("jobId=shop-1, workerId=warm", "jobId=shop-2, workerId=box")
        .contains("no sandbox for a fork's build");
  }
}
