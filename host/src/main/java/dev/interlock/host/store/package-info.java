/// The host's database: one SQLite file with a single writer and group commit, or a PostgreSQL that
/// hosts share; migrations; sealed secrets.
@NullMarked
package dev.interlock.host.store;

import org.jspecify.annotations.NullMarked;
