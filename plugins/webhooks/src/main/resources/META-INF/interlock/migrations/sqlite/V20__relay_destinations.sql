CREATE TABLE webhooks_destination (
  id  INTEGER PRIMARY KEY AUTOINCREMENT,
  url TEXT NOT NULL
);

-- One row: grows with each change of the table above, so that other hosts see that there was one.
CREATE TABLE webhooks_destination_revision (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  revision INTEGER NOT NULL
);

INSERT INTO webhooks_destination_revision (only_row, revision) VALUES (1, 0);
