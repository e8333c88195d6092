/// What one attempt puts on the wire.
@NullMarked
package dev.interlock.webhooks.request;

import org.jspecify.annotations.NullMarked;
