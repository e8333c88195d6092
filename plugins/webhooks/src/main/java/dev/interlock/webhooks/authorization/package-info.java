/// How a webhook proves itself to a gateway in front of its responder.
@NullMarked
package dev.interlock.webhooks.authorization;

import org.jspecify.annotations.NullMarked;
