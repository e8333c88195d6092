-- Who a host is for people, since when it runs its file, and when it stopped in good order.
ALTER TABLE interlock_delivery_host
  ADD COLUMN label text,
  ADD COLUMN file_since bigint,
  ADD COLUMN left_at bigint;
