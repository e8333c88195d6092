/// What a connector author compiles against: events, handlers, outcomes, and the services of the
/// host.
@NullMarked
package dev.interlock.api;

import org.jspecify.annotations.NullMarked;
