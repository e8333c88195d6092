/// The HTTP API: routes, callers, browser protections, limits.
@NullMarked
package dev.interlock.host.http;

import org.jspecify.annotations.NullMarked;
