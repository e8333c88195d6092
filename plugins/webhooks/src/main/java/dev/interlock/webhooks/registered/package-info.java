/// Webhooks that were registered over the API, and what is known of them.
@NullMarked
package dev.interlock.webhooks.registered;

import org.jspecify.annotations.NullMarked;
