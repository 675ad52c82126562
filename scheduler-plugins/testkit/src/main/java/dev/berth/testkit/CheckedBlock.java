package dev.berth.testkit;

import dev.berth.model.LabelRequirement;
import dev.berth.model.TaintEffect;
import dev.berth.model.Toleration;
import dev.berth.spi.WorkerBlock;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A block seen through a {@link Reading}. */
final class CheckedBlock implements WorkerBlock {

  private final TestBlock block;
  private final Reading reading;
  private @Nullable CheckedWorker shown;

  CheckedBlock(TestBlock block, Reading reading) {
    this.block = block;
    this.reading = reading;
  }

  private TestBlock used(String method) {
    reading.alive(method);
    return block;
  }

  private TestBlock read(WorkerFacet facet, String method) {
    reading.ofWorker(facet, method);
    return block;
  }

  @Override
  public int size() {
    return used("block.size()").size();
  }

  @Override
  public int next(int from) {
    return used("block.next()").next(from);
  }

  @Override
  public WorkerView at(int index) {
    reading.alive("block.at()");
    if (!block.isCandidate(index)) {
      reading.noCandidate(index);
    }
    if (shown != null) {
      shown.moveOn();
    }
    shown = new CheckedWorker(block.worker(index), reading);
    return shown;
  }

  @Override
  public void reject(int index) {
    used("block.reject()").reject(index);
  }

  @Override
  public int words() {
    return used("block.words()").words();
  }

  @Override
  public long candidates(int word) {
    return used("block.candidates()").candidates(word);
  }

  @Override
  public void retain(int word, long mask) {
    used("block.retain()").retain(word, mask);
  }

  @Override
  public long takingJobs(int word) {
    return read(WorkerFacet.STATE, "block.takingJobs()").takingJobs(word);
  }

  @Override
  public long matching(LabelRequirement requirement, int word) {
    reading.askedWorkerLabel(requirement.key());
    return read(WorkerFacet.LABELS, "block.matching()").matching(requirement, word);
  }

  @Override
  public long labelled(String key, String value, int word) {
    reading.askedWorkerLabel(key);
    return read(WorkerFacet.LABELS, "block.labelled()").labelled(key, value, word);
  }

  @Override
  public long untolerated(List<Toleration> tolerations, TaintEffect effect, int word) {
    return read(WorkerFacet.TAINTS, "block.untolerated()").untolerated(tolerations, effect, word);
  }
}
