/// The host's store, as a connector sees it: SQL in units of work that are durable when they
/// return.
@NullMarked
package dev.interlock.api.store;

import org.jspecify.annotations.NullMarked;
