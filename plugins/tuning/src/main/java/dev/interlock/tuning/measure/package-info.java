/// `measure`: an open-loop load, and what it found.
@NullMarked
package dev.interlock.tuning.measure;

import org.jspecify.annotations.NullMarked;
