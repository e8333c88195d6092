/// Deliveries: bytes on their way to a target, tried until they arrive, expire or are given up.
@NullMarked
package dev.interlock.api.delivery;

import org.jspecify.annotations.NullMarked;
