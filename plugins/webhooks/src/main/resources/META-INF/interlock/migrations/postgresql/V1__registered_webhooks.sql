-- Webhooks that were registered over the API. Times are microseconds since 1970.
CREATE TABLE webhooks_registered (
  id                       text PRIMARY KEY,
  name                     text NOT NULL,
  url                      text NOT NULL,
  content_type             text NOT NULL,
  valid_status_codes       text NOT NULL,
  secret_sealed            text,
  previous_secret_sealed   text,
  previous_secret_until    bigint,
  return_secret            integer NOT NULL,
  active                   integer NOT NULL,
  ordered                  integer NOT NULL,
  max_delivery_attempts    integer NOT NULL,
  delivery_attempt_timeout integer NOT NULL,
  retry_min_backoff        integer NOT NULL,
  retry_max_backoff        integer NOT NULL,
  created_at               bigint NOT NULL,
  updated_at               bigint NOT NULL,
  revision                 bigint NOT NULL
);

CREATE INDEX webhooks_registered_by_name ON webhooks_registered (name COLLATE "C", id COLLATE "C");
CREATE INDEX webhooks_registered_by_revision ON webhooks_registered (revision);

-- One row: grows with each change of the table above, so that other hosts see that there was one.
CREATE TABLE webhooks_registered_revision (
  only_row integer PRIMARY KEY CHECK (only_row = 1),
  revision bigint NOT NULL
);

INSERT INTO webhooks_registered_revision (only_row, revision) VALUES (1, 0);

-- What a caller's Idempotency-Key stood for.
CREATE TABLE webhooks_idempotency (
  caller          text NOT NULL,
  idempotency_key text NOT NULL,
  request_hash    text NOT NULL,
  delivery        text NOT NULL,
  created_at      bigint NOT NULL,
  accepted_at     bigint,
  PRIMARY KEY (caller, idempotency_key)
);

CREATE INDEX webhooks_idempotency_by_age ON webhooks_idempotency (created_at);
