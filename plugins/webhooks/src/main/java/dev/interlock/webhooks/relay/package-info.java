/// The wire of the message forwarder that Interlock replaces: `/destinations` and `/messages`.
@NullMarked
package dev.interlock.webhooks.relay;

import org.jspecify.annotations.NullMarked;
