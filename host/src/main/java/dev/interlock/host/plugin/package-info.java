/// Loads plugin JARs, starts and stops their connectors, contains their failures.
@NullMarked
package dev.interlock.host.plugin;

import org.jspecify.annotations.NullMarked;
