/** Plugins of a build farm, as a third party would write them. */
module com.example.ci {
  requires dev.berth.core;
  requires static org.jspecify;

  // What the scheduler looks for on the module path; META-INF/services says it on the class path.
  provides dev.berth.spi.FilterPlugin with
      com.example.ci.SandboxFilter;
  provides dev.berth.spi.ScorePlugin with
      com.example.ci.WarmCacheScore;
}
