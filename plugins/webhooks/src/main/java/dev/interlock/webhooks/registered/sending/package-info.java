/// Registered webhooks at work: their targets, and the requests that go there.
@NullMarked
package dev.interlock.webhooks.registered.sending;

import org.jspecify.annotations.NullMarked;
