/// The tuning connector: measures a service under load and adjusts its settings.
@NullMarked
package dev.interlock.tuning;

import org.jspecify.annotations.NullMarked;
