-- Which key of store.key secrets are sealed under: one row.
CREATE TABLE interlock_sealing_key (
  single INTEGER PRIMARY KEY CHECK (single = 1),
  key_id TEXT NOT NULL
);
