-- Deliveries and what is shared about their targets. Times are microseconds since the epoch.
-- States: 0 blocked, 1 pending, 2 delivered, 3 failed, 4 parked, 5 held, 6 expired, 7 cancelled.

CREATE TABLE interlock_delivery_target (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE,
  paused boolean NOT NULL DEFAULT false,
  disabled_reason text,
  disabled_at bigint,
  failing_since bigint,
  gone_at bigint,
  open_until bigint,
  openings integer NOT NULL DEFAULT 0,
  version bigint NOT NULL DEFAULT 0
);

-- What never changes: the content, and all that lists go by.
CREATE SEQUENCE interlock_delivery_number;
CREATE TABLE interlock_delivery (
  number bigint PRIMARY KEY DEFAULT nextval('interlock_delivery_number'),
  target integer NOT NULL,
  depth integer,
  id uuid NOT NULL UNIQUE,
  expire bigint NOT NULL,
  event_at bigint,
  content_type text,
  event text,
  hook text,
  traceparent text,
  body bytea NOT NULL
);
CREATE INDEX interlock_delivery_by_target ON interlock_delivery (target, number);

-- What changes, in narrow rows. A lease touches no indexed column, so its update stays on the page.
CREATE TABLE interlock_delivery_progress (
  number bigint PRIMARY KEY,
  due_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  leased_until bigint NOT NULL DEFAULT 0,
  epoch bigint NOT NULL DEFAULT 0,
  first_attempt_at bigint,
  target integer NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  attempts_before integer NOT NULL DEFAULT 0,
  state smallint NOT NULL,
  position bigint,
  order_key text,
  leased_by text
) WITH (
  fillfactor = 70,
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_threshold = 5000,
  autovacuum_vacuum_insert_scale_factor = 0.1,
  autovacuum_analyze_scale_factor = 0.05,
  autovacuum_vacuum_cost_delay = 0
);
CREATE INDEX interlock_delivery_due ON interlock_delivery_progress (target, due_at, number) WHERE state = 1;
CREATE INDEX interlock_delivery_set_aside ON interlock_delivery_progress (target, number) WHERE state > 2;
CREATE INDEX interlock_delivery_blocked ON interlock_delivery_progress (target, number) WHERE state = 0;
CREATE INDEX interlock_delivery_in_order ON interlock_delivery_progress (target, order_key, position)
  WHERE order_key IS NOT NULL AND state IN (0, 1, 5);

-- One row for each key, locked by whoever adds to the key, or lets the next of it go.
CREATE TABLE interlock_delivery_key (
  target integer NOT NULL,
  order_key text NOT NULL,
  used_at bigint NOT NULL,
  PRIMARY KEY (target, order_key)
) WITH (fillfactor = 70);

-- Open deliveries: the sum of a target's rows. Changes are added, never updated, so that nobody
-- waits for anybody; they are summed up from time to time.
CREATE TABLE interlock_delivery_open (
  target integer NOT NULL,
  change bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

CREATE TABLE interlock_delivery_attempt (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  delivery bigint NOT NULL,
  at bigint NOT NULL,
  took bigint NOT NULL,
  target integer NOT NULL,
  attempt integer NOT NULL,
  status integer NOT NULL,
  succeeded boolean NOT NULL,
  imported_id uuid,
  error text NOT NULL,
  request text NOT NULL,
  response text NOT NULL
);
CREATE INDEX interlock_delivery_attempt_by_delivery ON interlock_delivery_attempt (delivery);
CREATE INDEX interlock_delivery_attempt_by_target ON interlock_delivery_attempt (target, number);
CREATE UNIQUE INDEX interlock_delivery_attempt_imported ON interlock_delivery_attempt (imported_id)
  WHERE imported_id IS NOT NULL;

CREATE TABLE interlock_delivery_rate (
  target integer PRIMARY KEY,
  permits double precision NOT NULL,
  at bigint NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE interlock_delivery_host (
  name text PRIMARY KEY,
  file_hash text NOT NULL,
  seen_at bigint NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE interlock_delivery_host_target (
  host text NOT NULL REFERENCES interlock_delivery_host (name) ON DELETE CASCADE,
  target integer NOT NULL,
  PRIMARY KEY (host, target)
);
