package dev.interlock.api.store;

import dev.interlock.api.egress.Egress;
import java.sql.Connection;

/// What `interlock migrate --from-SYSTEM` gives a connector to take over from.
///
/// @param system the older system, as `postmand`
/// @param from that system's database, within one read-only transaction: it stays as it is. Whoever
///   reads ends neither the transaction nor the connection
/// @param store the connector's
/// @param egress to ask which addresses the guard lets through
public record Takeover(String system, Connection from, Store store, Egress egress) {}
