/**
 * The filters, scores and domain plugins most fleets need; found by {@link
 * java.util.ServiceLoader}.
 */
module dev.berth.plugins.standard {
  requires transitive dev.berth.core;

  exports dev.berth.plugins.standard;

  provides dev.berth.spi.DomainPlugin with
      dev.berth.plugins.standard.JobAffinityPlugin,
      dev.berth.plugins.standard.TopologySpreadPlugin;
  provides dev.berth.spi.FilterPlugin with
      dev.berth.plugins.standard.GpusFilter,
      dev.berth.plugins.standard.NodeAffinityFilter,
      dev.berth.plugins.standard.NumaFilter,
      dev.berth.plugins.standard.ResourcesFilter,
      dev.berth.plugins.standard.TaintsFilter,
      dev.berth.plugins.standard.WorkerHealthFilter;
  provides dev.berth.spi.ScorePlugin with
      dev.berth.plugins.standard.AffinityPreferenceScore,
      dev.berth.plugins.standard.BerthGpuScore,
      dev.berth.plugins.standard.BestFitScore,
      dev.berth.plugins.standard.BinPackingScore,
      dev.berth.plugins.standard.DotProductScore,
      dev.berth.plugins.standard.FragmentationGradientScore,
      dev.berth.plugins.standard.GpuClusteringScore,
      dev.berth.plugins.standard.GpuPackingScore,
      dev.berth.plugins.standard.GpuQualityScore,
      dev.berth.plugins.standard.LoadScore,
      dev.berth.plugins.standard.MostFreeScore,
      dev.berth.plugins.standard.NetworkProximityScore,
      dev.berth.plugins.standard.ResourceBalanceScore;
}
