/// Hot paths beside a yardstick in the same run: `bench/run` starts them.
@NullMarked
package dev.interlock.bench;

import org.jspecify.annotations.NullMarked;
