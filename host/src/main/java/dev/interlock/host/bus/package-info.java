/// Publishes events and dispatches them to handlers.
@NullMarked
package dev.interlock.host.bus;

import org.jspecify.annotations.NullMarked;
