-- Ids of deliveries sort by time. Where the caller of interlock_enqueue names none it is a version 7 (RFC 9562): 48 bits
-- of milliseconds in the place of random ones.
CREATE FUNCTION interlock_time_ordered_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
  SELECT encode(
    set_bit(set_bit(overlay(
      uuid_send(gen_random_uuid())
      PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
      FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid
$$;

DO $$
BEGIN
  EXECUTE replace(
    pg_get_functiondef('interlock_enqueue(text, bytea, text, text, bigint, uuid)'::regprocedure),
    'DEFAULT gen_random_uuid()', 'DEFAULT interlock_time_ordered_id()');
END
$$;
