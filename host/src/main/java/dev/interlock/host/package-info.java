/// Wires the rooms of the host: the only package that sees them all.
@NullMarked
package dev.interlock.host;

import org.jspecify.annotations.NullMarked;
