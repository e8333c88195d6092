CREATE TABLE webhooks_destination (
  id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  url text NOT NULL
);

-- One row: grows with each change of the table above, so that other hosts see that there was one.
CREATE TABLE webhooks_destination_revision (
  only_row integer PRIMARY KEY CHECK (only_row = 1),
  revision bigint NOT NULL
);

INSERT INTO webhooks_destination_revision (only_row, revision) VALUES (1, 0);
