package dev.interlock.webhooks.route;

import dev.interlock.api.ConnectorContext;
import dev.interlock.api.http.RouteStyle;
import dev.interlock.webhooks.active.WebhookRegistry;
import dev.interlock.webhooks.compat.PostmandSettings;
import dev.interlock.webhooks.observation.GivenUp;
import dev.interlock.webhooks.registered.sending.RegisteredWebhooks;
import dev.interlock.webhooks.relay.ForwardTargets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The `/v1` delivery API: postmand's wire and more, under the host's one port and, where the file
/// asks for it, at postmand's own. `close` is idempotent.
public final class DeliveryApi implements AutoCloseable {

  /// As postmand answers.
  static final RouteStyle STYLE =
      new RouteStyle(
          Map.of(
              "X-Frame-Options", "DENY",
              "X-Content-Type-Options", "nosniff",
              "X-XSS-Protection", "1; mode=block",
              "Content-Security-Policy", "frame-ancestors 'none'"),
          true,
          true);

  private final RegisteredWebhooks registered;

  private DeliveryApi(RegisteredWebhooks registered) {
    this.registered = registered;
  }

  /// @param settings null where postmand's ports are not asked for
  /// @param forwarded null where the forwarder's API isn't served
  public static DeliveryApi start(
      WebhookRegistry file,
      @Nullable PostmandSettings settings,
      @Nullable ForwardTargets forwarded,
      ConnectorContext context) {
    RegisteredWebhooks registered =
        new RegisteredWebhooks(context, new GivenUp(context.logger(), file.notices()));
    WebhookDirectory directory = new WebhookDirectory(file, registered, forwarded);
    WebhookListing files = new WebhookListing(context.clock().instant());
    Trigger trigger = new Trigger(context);
    new WebhookRoutes(file, trigger).register(context.routes());
    new ApiRoutes(directory, entries(directory, files, context, false), context, trigger)
        .register(context.routes().styled(STYLE));
    var _ = context.routes().describe(ApiDocument.openApi());
    if (settings != null) {
      boolean revealing = settings.returnSecretOrDefault();
      WebhookEntries shown = entries(directory, files, context, revealing);
      new PostmandPorts(settings, context, directory)
          .open(new ApiRoutes(directory, shown, context, trigger));
    }
    registered.start();
    return new DeliveryApi(registered);
  }

  private static WebhookEntries entries(
      WebhookDirectory directory,
      WebhookListing files,
      ConnectorContext context,
      boolean revealing) {
    return new WebhookEntries(
        directory, files, new RegisteredEntry(directory.registered(), revealing), context);
  }

  @Override
  public void close() {
    registered.close();
  }
}
