package dev.interlock.bench.durable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;

/// A store in which many deliveries wait for one webhook, all of them due.
///
/// @param folder of the operator's file
/// @param store its URL
record Backlog(Path folder, String store) {

  private static final String COPIED =
      "target, depth, expire, event_at, content_type, event, hook, traceparent, body";

  /// Has the host make its tables and deliver once, and copies that delivery.
  static Backlog of(Path folder, String store, URI sink, int waiting) throws Exception {
    Backlog backlog = new Backlog(folder, store);
    try (Interlock host = backlog.open(sink)) {
      host.deliver(1);
    }
    backlog.fill(waiting);
    return backlog;
  }

  Interlock open(URI sink) throws IOException {
    return new Interlock(folder, store, sink);
  }

  private boolean isSqlite() {
    return store.startsWith("jdbc:sqlite:");
  }

  private void fill(int waiting) throws SQLException {
    String id = isSqlite() ? "randomblob(16)" : "gen_random_uuid()";
    String count =
        "with recursive s (n) as (select 1 union all select n + 1 from s where n < "
            + waiting
            + ") ";
    new Ledger(store)
        .execute(
            count
                + "insert into interlock_delivery ("
                + COPIED
                + ", id) select "
                + COPIED
                + ", "
                + id
                + " from (select * from interlock_delivery order by number limit 1) d, s",
            """
            insert into interlock_delivery_progress (
              number, target, state, due_at, expires_at, created_at, updated_at)
            select d.number, d.target, 1, p.due_at + d.number, p.expires_at, p.created_at, p.updated_at
            from interlock_delivery d, (select * from interlock_delivery_progress limit 1) p
            where d.number not in (select number from interlock_delivery_progress)
            """,
            isSqlite()
                ? "update interlock_delivery_open set change = change + " + waiting
                : "insert into interlock_delivery_open (target, change) select target, "
                    + waiting
                    + " from interlock_delivery limit 1",
            isSqlite() ? "pragma wal_checkpoint(truncate)" : "vacuum analyze");
  }

  long waiting() throws SQLException {
    return new Ledger(store)
        .number("select count(*) from interlock_delivery_progress where state = 1");
  }
}
