package dev.berth.internal.policy.hold;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link Admission} as one of the gate's passages.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine.
 */
final class AdmissionPassage implements Passage {

  /** As it was when the job was asked for: quotas move too often to be put in words anew. */
  private record Said(String words) implements Waits {
    @Override
    public String inWords(GatedJob job) {
      return words;
    }
  }

  private final Admission admission;
  private final Consumer<GatedJob> granted;

  AdmissionPassage(Admission admission, Consumer<GatedJob> granted) {
    this.admission = admission;
    this.granted = granted;
  }

  @Override
  public @Nullable Waits enter(GatedJob job) {
    String waitsFor = admission.tryAdmit(job);
    letIn(); // one that waits may let others go first
    return waitsFor == null ? null : new Said(waitsFor);
  }

  @Override
  public void leave(GatedJob job) {
    admission.released(job);
    letIn();
  }

  @Override
  public void withdraw(GatedJob job) {
    admission.withdrawn(job);
    letIn();
  }

  /** Lets in whoever there is room for. */
  void letIn() {
    for (GatedJob job = admission.next(); job != null; job = admission.next()) {
      granted.accept(job);
    }
  }
}
