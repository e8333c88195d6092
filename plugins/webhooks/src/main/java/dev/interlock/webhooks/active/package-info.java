/// Webhooks at work: a definition with everything that sends for it.
@NullMarked
package dev.interlock.webhooks.active;

import org.jspecify.annotations.NullMarked;
