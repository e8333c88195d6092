/// The guarded door to the outside network.
@NullMarked
package dev.interlock.api.egress;

import org.jspecify.annotations.NullMarked;
