/// For tests: an in-process host, a loopback responder that misbehaves on request and logs what
/// arrived, the invariants of durable delivery over such a log, a clock moved by hand.
@NullMarked
package dev.interlock.testkit;

import org.jspecify.annotations.NullMarked;
