/// Durable deliveries a second, beside the bare client and db-scheduler on the same machine.
@NullMarked
package dev.interlock.bench.durable;

import org.jspecify.annotations.NullMarked;
