/// The connector's part of the HTTP API.
@NullMarked
package dev.interlock.webhooks.route;

import org.jspecify.annotations.NullMarked;
