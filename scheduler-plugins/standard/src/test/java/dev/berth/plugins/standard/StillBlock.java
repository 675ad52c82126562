package dev.berth.plugins.standard;

import dev.berth.model.GpuRequest;
import dev.berth.model.LabelRequirement;
import dev.berth.model.Requirements;
import dev.berth.model.Taint;
import dev.berth.model.TaintEffect;
import dev.berth.model.Toleration;
import dev.berth.model.WorkerState;
import dev.berth.spi.WorkerBlock;
import dev.berth.spi.WorkerView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A full block of equal workers that never changes and never allocates, so that whatever is
 * allocated is the plugin's own. It is its own worker view.
 */
final class StillBlock implements WorkerBlock, WorkerView {
  private static final long EVERY_OTHER = 0x5555_5555_5555_5555L;

  @Override
  public int size() {
    return MAX_SIZE;
  }

  @Override
  public int next(int from) {
    return from < MAX_SIZE ? from : -1;
  }

  @Override
  public WorkerView at(int index) {
    return this;
  }

  @Override
  public void reject(int index) {}

  @Override
  public int words() {
    return MAX_SIZE / 64;
  }

  @Override
  public long candidates(int word) {
    return -1;
  }

  @Override
  public void retain(int word, long mask) {}

  @Override
  public long takingJobs(int word) {
    return EVERY_OTHER;
  }

  @Override
  public long matching(LabelRequirement requirement, int word) {
    return EVERY_OTHER;
  }

  @Override
  public long labelled(String key, String value, int word) {
    return EVERY_OTHER;
  }

  @Override
  public long untolerated(List<Toleration> tolerations, TaintEffect effect, int word) {
    return EVERY_OTHER;
  }

  @Override
  public String id() {
    return "w";
  }

  @Override
  public WorkerState state() {
    return WorkerState.AVAILABLE;
  }

  @Override
  public long cpuMillis() {
    return 4_000;
  }

  @Override
  public long freeCpuMillis() {
    return 1_000;
  }

  @Override
  public long memoryBytes() {
    return 4_000;
  }

  @Override
  public long freeMemoryBytes() {
    return 2_000;
  }

  @Override
  public long storageBytes() {
    return 4_000;
  }

  @Override
  public long freeStorageBytes() {
    return 0;
  }

  @Override
  public long extra(String name) {
    return 4;
  }

  @Override
  public long freeExtra(String name) {
    return 1;
  }

  @Override
  public int gpuCount() {
    return 2;
  }

  @Override
  public int idleGpuCount() {
    return 1;
  }

  @Override
  public int freeGpuMillis() {
    return 1_500;
  }

  @Override
  public int largestFreeGpuMillis() {
    return 1_000;
  }

  @Override
  public int freeGpuMillis(int gpu) {
    return gpu == 0 ? 1_000 : 500;
  }

  @Override
  public boolean fitsNuma(Requirements requirements) {
    return true;
  }

  @Override
  public int gpuQuality(Requirements requirements) {
    return 100;
  }

  @Override
  public int gpuJobSize(int gpu) {
    return 0;
  }

  @Override
  public String gpuModel(int gpu) {
    return "A100";
  }

  @Override
  public long gpuMemoryBytes(int gpu) {
    return 0;
  }

  @Override
  public long freeGpuMemoryBytes(int gpu) {
    return 0;
  }

  @Override
  public boolean fits(GpuRequest request) {
    return true;
  }

  @Override
  public @Nullable String label(String key) {
    return "a";
  }

  @Override
  public boolean matches(LabelRequirement requirement) {
    return true;
  }

  @Override
  public List<Taint> taints() {
    return List.of();
  }

  @Override
  public int cpuLoadMillis() {
    return 100;
  }

  @Override
  public int memoryLoadMillis() {
    return 200;
  }

  @Override
  public int ioLoadMillis() {
    return 50;
  }

  @Override
  public int jobCount() {
    return 3;
  }
}
