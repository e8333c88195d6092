/// Publishes events by the clock: every so often, or by cron.
@NullMarked
package dev.interlock.host.bus.schedule;

import org.jspecify.annotations.NullMarked;
