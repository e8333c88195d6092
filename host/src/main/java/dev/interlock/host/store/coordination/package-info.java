/// What hosts tell each other through the store, and what the next start of a host must know.
@NullMarked
package dev.interlock.host.store.coordination;

import org.jspecify.annotations.NullMarked;
