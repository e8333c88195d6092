/// The delivery store in memory: bounded, and lost with the process.
@NullMarked
package dev.interlock.host.delivery.memory;

import org.jspecify.annotations.NullMarked;
