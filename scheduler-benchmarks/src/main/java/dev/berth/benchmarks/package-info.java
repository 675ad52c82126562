/** JMH benchmarks, in folders by question: structures, one decision, whole engine, rivals. */
@NullMarked
package dev.berth.benchmarks;

import org.jspecify.annotations.NullMarked;
