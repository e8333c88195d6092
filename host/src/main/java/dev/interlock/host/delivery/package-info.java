/// The delivery queue: leases what is due, sends it through a target's transport, records what
/// became of it. One queue serves every transport, over memory and over the store.
@NullMarked
package dev.interlock.host.delivery;

import org.jspecify.annotations.NullMarked;
