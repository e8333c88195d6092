/// The forwarder's destinations in the host's database.
@NullMarked
package dev.interlock.webhooks.relay.store;

import org.jspecify.annotations.NullMarked;
