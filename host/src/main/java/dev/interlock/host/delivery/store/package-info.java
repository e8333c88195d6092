/// Deliveries in the host's database, SQLite or PostgreSQL.
@NullMarked
package dev.interlock.host.delivery.store;

import org.jspecify.annotations.NullMarked;
