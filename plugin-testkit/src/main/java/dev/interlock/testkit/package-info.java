/// For connector tests: an in-process host, a loopback responder that misbehaves on request, a
/// clock moved by hand.
@NullMarked
package dev.interlock.testkit;

import org.jspecify.annotations.NullMarked;
