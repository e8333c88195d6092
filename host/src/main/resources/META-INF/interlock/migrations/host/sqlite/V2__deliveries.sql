-- Deliveries and what is shared about their targets. Times are microseconds since the epoch.
-- States: 0 blocked, 1 pending, 2 delivered, 3 failed, 4 parked, 5 held, 6 expired, 7 cancelled.

CREATE TABLE interlock_delivery_target (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  paused INTEGER NOT NULL DEFAULT 0,
  disabled_reason TEXT,
  disabled_at INTEGER,
  failing_since INTEGER,
  gone_at INTEGER,
  open_until INTEGER,
  openings INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 0
);

-- What never changes: the content, and all that lists go by. A number is never given twice.
CREATE TABLE interlock_delivery (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  target INTEGER NOT NULL,
  id BLOB NOT NULL UNIQUE,
  expire INTEGER NOT NULL,
  content_type TEXT,
  event TEXT,
  hook TEXT,
  depth INTEGER,
  traceparent TEXT,
  event_at INTEGER,
  body BLOB NOT NULL
);
CREATE INDEX interlock_delivery_by_target ON interlock_delivery (target, number);

-- What changes, in narrow rows.
CREATE TABLE interlock_delivery_progress (
  number INTEGER PRIMARY KEY,
  target INTEGER NOT NULL,
  state INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  leased_until INTEGER NOT NULL DEFAULT 0,
  leased_by TEXT,
  epoch INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  attempts_before INTEGER NOT NULL DEFAULT 0,
  first_attempt_at INTEGER,
  order_key TEXT,
  position INTEGER
);
CREATE INDEX interlock_delivery_due ON interlock_delivery_progress (target, due_at, number) WHERE state = 1;
CREATE INDEX interlock_delivery_set_aside ON interlock_delivery_progress (target, number) WHERE state > 2;
CREATE INDEX interlock_delivery_blocked ON interlock_delivery_progress (target, number) WHERE state = 0;
CREATE INDEX interlock_delivery_in_order ON interlock_delivery_progress (target, order_key, position)
  WHERE order_key IS NOT NULL AND state IN (0, 1, 5);

-- How many open deliveries each target has.
CREATE TABLE interlock_delivery_open (
  target INTEGER PRIMARY KEY,
  change INTEGER NOT NULL
);

CREATE TABLE interlock_delivery_attempt (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  delivery INTEGER NOT NULL,
  target INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  at INTEGER NOT NULL,
  took INTEGER NOT NULL,
  status INTEGER NOT NULL,
  succeeded INTEGER NOT NULL,
  imported_id BLOB,
  error TEXT NOT NULL,
  request TEXT NOT NULL,
  response TEXT NOT NULL
);
CREATE INDEX interlock_delivery_attempt_by_delivery ON interlock_delivery_attempt (delivery);
CREATE INDEX interlock_delivery_attempt_by_target ON interlock_delivery_attempt (target, number);
CREATE UNIQUE INDEX interlock_delivery_attempt_imported ON interlock_delivery_attempt (imported_id)
  WHERE imported_id IS NOT NULL;

CREATE TABLE interlock_delivery_rate (
  target INTEGER PRIMARY KEY,
  permits REAL NOT NULL,
  at INTEGER NOT NULL
);

CREATE TABLE interlock_delivery_host (
  name TEXT PRIMARY KEY,
  file_hash TEXT NOT NULL,
  seen_at INTEGER NOT NULL
);

CREATE TABLE interlock_delivery_host_target (
  host TEXT NOT NULL,
  target INTEGER NOT NULL,
  PRIMARY KEY (host, target)
) WITHOUT ROWID;
