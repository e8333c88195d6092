-- What other programs may hand deliveries over to, in a transaction of their own: the durable
-- targets that hosts have opened, and the rules that go with them. Durations are microseconds.
CREATE TABLE interlock_delivery_policy (
  target integer PRIMARY KEY,
  expire bigint NOT NULL,
  max_backlog bigint NOT NULL,
  order_key text
);

-- Adds a delivery for a webhook, by its name; it is sent once the caller's transaction commits, and
-- never if it does not. The caller keeps the lock of the order key until then. An id that is known
-- already changes nothing. Needs no right but that to execute it.
--
-- SQLSTATE IL001: no host knows the webhook. IL002: its backlog is full. IL003: an order key in a
-- transaction above READ COMMITTED, which would not see what was added before.
CREATE FUNCTION interlock_enqueue(
  webhook text,
  body bytea,
  content_type text DEFAULT NULL,
  order_key text DEFAULT NULL,
  delay_micros bigint DEFAULT 0,
  id uuid DEFAULT gen_random_uuid()
) RETURNS uuid LANGUAGE plpgsql VOLATILE SECURITY DEFINER AS $$
#variable_conflict use_column
DECLARE
  now_micros CONSTANT bigint := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
  due_micros CONSTANT bigint := now_micros + greatest(delay_micros, 0);
  policy record;
  key CONSTANT text := interlock_enqueue.order_key;
  in_order text;
  waiting bigint;
  last bigint;
  added bigint;
BEGIN
  IF webhook IS NULL OR body IS NULL OR delay_micros IS NULL OR id IS NULL THEN
    RAISE null_value_not_allowed USING MESSAGE =
      'interlock_enqueue: webhook, body, delay_micros and id can''t be null';
  END IF;
  SELECT p.target, p.expire, p.max_backlog, p.order_key INTO policy
  FROM interlock_delivery_target t JOIN interlock_delivery_policy p ON p.target = t.id
  WHERE t.name = 'webhooks/' || webhook
    AND EXISTS (SELECT 1 FROM interlock_delivery_host_target h WHERE h.target = t.id);
  IF NOT FOUND THEN
    RAISE SQLSTATE 'IL001' USING MESSAGE = format(
      'no host delivers durably to a webhook named "%s"', left(webhook, 200)),
      HINT = 'Name a webhook of webhooks.yaml with delivery: durable.';
  END IF;
  SELECT coalesce(sum(change), 0) INTO waiting FROM interlock_delivery_open o
  WHERE o.target = policy.target;
  IF waiting >= policy.max_backlog THEN
    RAISE SQLSTATE 'IL002' USING MESSAGE = format(
      'the backlog of webhook "%s" is full: found %s open deliveries, expected at most %s',
      webhook, waiting, policy.max_backlog);
  END IF;
  in_order := coalesce(key, policy.order_key);
  IF in_order IS NOT NULL THEN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
      RAISE SQLSTATE 'IL003' USING MESSAGE = format(
        'webhook "%s" delivers in order: found isolation level %s, expected read committed',
        webhook, current_setting('transaction_isolation'));
    END IF;
    INSERT INTO interlock_delivery_key AS k (target, order_key, used_at)
    VALUES (policy.target, in_order, now_micros)
    ON CONFLICT (target, order_key) DO UPDATE SET used_at = excluded.used_at;
    -- A statement of its own: it sees what those who had the lock before have committed.
    SELECT max(p.position) INTO last FROM interlock_delivery_progress p
    WHERE p.target = policy.target AND p.order_key = in_order
      AND p.order_key IS NOT NULL AND p.state IN (0, 1, 5);
  END IF;
  INSERT INTO interlock_delivery AS d (target, id, expire, content_type, body)
  VALUES (policy.target, interlock_enqueue.id, policy.expire,
    interlock_enqueue.content_type, interlock_enqueue.body)
  ON CONFLICT (id) DO NOTHING
  RETURNING d.number INTO added;
  IF added IS NULL THEN
    RETURN id;
  END IF;
  INSERT INTO interlock_delivery_progress (
    number, target, state, due_at, expires_at, created_at, updated_at, order_key, position)
  VALUES (
    added, policy.target, CASE WHEN last IS NULL THEN 1 ELSE 0 END, due_micros,
    now_micros + policy.expire, now_micros, now_micros, in_order,
    CASE WHEN in_order IS NULL THEN NULL ELSE coalesce(last, 0) + 1 END);
  INSERT INTO interlock_delivery_open (target, change) VALUES (policy.target, 1);
  -- The first line names the sender: none of the hosts.
  PERFORM pg_notify('interlock_wake', E'\nwebhooks/' || webhook);
  RETURN id;
END
$$;

-- It works in the schema of these tables, whatever the caller's search path says, and nobody but
-- their owner may call it unless granted.
DO $$
BEGIN
  EXECUTE format(
    'ALTER FUNCTION interlock_enqueue(text, bytea, text, text, bigint, uuid)'
    ' SET search_path = %I, pg_temp', current_schema());
END
$$;
REVOKE ALL ON FUNCTION interlock_enqueue(text, bytea, text, text, bigint, uuid) FROM PUBLIC;
