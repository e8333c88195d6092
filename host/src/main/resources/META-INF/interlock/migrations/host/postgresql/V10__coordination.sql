-- The schema of each event and version as it was first seen, or accepted.
create table interlock_event_schema (
  event text not null,
  version integer not null,
  connector text not null,
  body text not null,
  seen_at bigint not null, -- ms since the epoch
  primary key (event, version)
);

-- Outcomes of events that were published under an Idempotency-Key.
create table interlock_published (
  caller text not null, -- the API key's name
  idempotency_key text not null,
  event text not null,
  request_hash bytea not null,
  dispatch text, -- the event's id
  host text not null,
  started_at bigint not null,
  status integer, -- null while it runs
  reply text,
  primary key (caller, idempotency_key)
);
create index interlock_published_started on interlock_published (started_at);

-- The last tick of each schedule that some host has claimed.
create table interlock_schedule_tick (
  schedule text primary key,
  tick bigint not null, -- ms since the epoch
  host text not null,
  running_until timestamptz not null -- renewed while the run goes on
);

-- Requests to abort a dispatch that runs on another host.
create table interlock_dispatch_abort (
  dispatch text primary key,
  requested_at timestamptz not null default clock_timestamp(),
  answer text -- what the host that runs it says: its state as JSON
);
