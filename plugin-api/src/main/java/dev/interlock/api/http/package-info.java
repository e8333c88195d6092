/// HTTP routes of a connector, under the host's one port.
@NullMarked
package dev.interlock.api.http;

import org.jspecify.annotations.NullMarked;
