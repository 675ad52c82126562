package dev.berth.spi;

import dev.berth.model.Priority;
import dev.berth.model.Requirements;
import java.util.Map;

/**
 * The job a plugin is asked about. Valid only during the call; do not retain.
 *
 * <p><b>Cost:</b> field reads; the values behind are immutable.
 */
public interface JobView {

  /** What the job asks of a worker. */
  Requirements requirements();

  /** Its priority. */
  Priority priority();

  /** Its id; declare {@link JobFacet#ID}. */
  String id();

  /** Its tenant; declare {@link JobFacet#TENANT}. */
  String tenant();

  /** Its own labels; declare {@link JobFacet#LABELS}. */
  Map<String, String> labels();
}
