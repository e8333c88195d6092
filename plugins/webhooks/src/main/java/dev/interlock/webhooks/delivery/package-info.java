/// Attempts, retries, and the queue in memory of after webhooks.
@NullMarked
package dev.interlock.webhooks.delivery;

import org.jspecify.annotations.NullMarked;
