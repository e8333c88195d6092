/// `adjust`: settings in files, changed together or not at all.
@NullMarked
package dev.interlock.tuning.adjust;

import org.jspecify.annotations.NullMarked;
