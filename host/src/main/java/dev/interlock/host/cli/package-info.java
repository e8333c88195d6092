/// The command line.
@NullMarked
package dev.interlock.host.cli;

import org.jspecify.annotations.NullMarked;
