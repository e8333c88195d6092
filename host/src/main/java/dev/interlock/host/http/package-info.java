/// The HTTP API: routes, keys, browser protections, limits.
@NullMarked
package dev.interlock.host.http;

import org.jspecify.annotations.NullMarked;
