/** The filter and score plugins most fleets need; found by {@link java.util.ServiceLoader}. */
module dev.berth.plugins.standard {
  requires transitive dev.berth.core;
}
