/// The one door to the outside network: resolves, checks, connects, reads within bounds.
@NullMarked
package dev.interlock.host.egress;

import org.jspecify.annotations.NullMarked;
