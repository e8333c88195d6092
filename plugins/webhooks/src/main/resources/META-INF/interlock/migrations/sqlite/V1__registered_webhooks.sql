-- Webhooks that were registered over the API. Times are microseconds since 1970.
CREATE TABLE webhooks_registered (
  id                       TEXT PRIMARY KEY,
  name                     TEXT NOT NULL,
  url                      TEXT NOT NULL,
  content_type             TEXT NOT NULL,
  valid_status_codes       TEXT NOT NULL,
  secret_sealed            TEXT,
  previous_secret_sealed   TEXT,
  previous_secret_until    INTEGER,
  return_secret            INTEGER NOT NULL,
  active                   INTEGER NOT NULL,
  ordered                  INTEGER NOT NULL,
  max_delivery_attempts    INTEGER NOT NULL,
  delivery_attempt_timeout INTEGER NOT NULL,
  retry_min_backoff        INTEGER NOT NULL,
  retry_max_backoff        INTEGER NOT NULL,
  created_at               INTEGER NOT NULL,
  updated_at               INTEGER NOT NULL,
  revision                 INTEGER NOT NULL
);

CREATE INDEX webhooks_registered_by_name ON webhooks_registered (name, id);
CREATE INDEX webhooks_registered_by_revision ON webhooks_registered (revision);

-- One row: grows with each change of the table above, so that other hosts see that there was one.
CREATE TABLE webhooks_registered_revision (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  revision INTEGER NOT NULL
);

INSERT INTO webhooks_registered_revision (only_row, revision) VALUES (1, 0);

-- What a caller's Idempotency-Key stood for.
CREATE TABLE webhooks_idempotency (
  caller          TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  request_hash    TEXT NOT NULL,
  delivery        TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  accepted_at     INTEGER,
  PRIMARY KEY (caller, idempotency_key)
);

CREATE INDEX webhooks_idempotency_by_age ON webhooks_idempotency (created_at);
