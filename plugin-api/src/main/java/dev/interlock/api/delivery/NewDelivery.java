package dev.interlock.api.delivery;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is handed over to be delivered.
///
/// @param id the same on every try; handing over an id a second time changes nothing
/// @param orderKey deliveries of one key go one after another, in the order in which they were
///   accepted; null for no order
/// @param body shared, not copied: nobody writes to it
/// @param contentType of the body; null where the transport knows it
/// @param origin null where no event is behind it
/// @param delay not tried before this has passed; zero for at once
public record NewDelivery(
    UUID id,
    @Nullable String orderKey,
    byte[] body,
    @Nullable String contentType,
    @Nullable DeliveryOrigin origin,
    Duration delay) {}
