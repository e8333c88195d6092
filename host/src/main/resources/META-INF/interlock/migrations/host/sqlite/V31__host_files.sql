-- Who a host is for people, since when it runs its file, and when it stopped in good order.
ALTER TABLE interlock_delivery_host ADD COLUMN label TEXT;
ALTER TABLE interlock_delivery_host ADD COLUMN file_since INTEGER;
ALTER TABLE interlock_delivery_host ADD COLUMN left_at INTEGER;
