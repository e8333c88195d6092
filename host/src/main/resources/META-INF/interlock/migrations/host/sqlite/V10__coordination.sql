-- The schema of each event and version as it was first seen, or accepted.
create table interlock_event_schema (
  event text not null,
  version integer not null,
  connector text not null,
  body text not null,
  seen_at integer not null, -- ms since the epoch
  primary key (event, version)
) without rowid;

-- Outcomes of events that were published under an Idempotency-Key.
create table interlock_published (
  caller text not null, -- the API key's name
  idempotency_key text not null,
  event text not null,
  request_hash blob not null,
  dispatch text, -- the event's id
  host text not null,
  started_at integer not null,
  status integer, -- null while it runs
  reply text,
  primary key (caller, idempotency_key)
) without rowid;
create index interlock_published_started on interlock_published (started_at);
