/** One runnable main per idea; read them in any order. */
@NullMarked
package dev.berth.examples;

import org.jspecify.annotations.NullMarked;
