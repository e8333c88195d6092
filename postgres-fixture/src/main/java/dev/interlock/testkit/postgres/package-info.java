/// A real PostgreSQL for tests.
@NullMarked
package dev.interlock.testkit.postgres;

import org.jspecify.annotations.NullMarked;
