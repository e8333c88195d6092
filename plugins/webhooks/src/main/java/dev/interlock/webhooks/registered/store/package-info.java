/// The tables of webhooks that were registered over the API.
@NullMarked
package dev.interlock.webhooks.registered.store;

import org.jspecify.annotations.NullMarked;
