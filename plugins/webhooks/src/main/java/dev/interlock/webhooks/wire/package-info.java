/// The forms of the `/v1` delivery API: errors, times, lists, and what a request may say.
@NullMarked
package dev.interlock.webhooks.wire;

import org.jspecify.annotations.NullMarked;
