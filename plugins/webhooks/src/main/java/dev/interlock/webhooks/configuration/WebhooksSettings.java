package dev.interlock.webhooks.configuration;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.webhooks.compat.CompatSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The `webhooks` section: a list of webhooks, or `{defaults, hooks, compat, retention}`. One that
/// exists is right: `webhooks` can't fail.
///
/// @param defaults laid under each of `hooks`
/// @param compat which APIs of other systems are served as well
/// @param retention how long what has ended is kept in the store: the host's 30 days where not said
public record WebhooksSettings(
    @Nullable HookSettings defaults,
    @Nullable List<HookSettings> hooks,
    @Nullable CompatSettings compat,
    @Nullable Duration retention) {

  private static final String HOOKS = "hooks";

  @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
  public WebhooksSettings {
    hooks = hooks == null ? null : List.copyOf(hooks);
    if (defaults != null && defaults.name() != null) {
      throw new InvalidSetting("defaults.name", "names are unique: a default can't have one");
    }
    if (retention != null && !retention.isPositive()) {
      throw new InvalidSetting("retention", "found 0s, expected more");
    }
    List<Webhook> webhooks = assemble(defaults, hooks);
    if (compat != null && compat.relay() != null) {
      WebhookNames.keepFromDestinations(HOOKS, webhooks);
    }
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static WebhooksSettings ofList(List<StandaloneHook> hooks) {
    try {
      return new WebhooksSettings(
          null, hooks.stream().map(StandaloneHook::settings).toList(), null, null);
    } catch (InvalidSetting e) {
      String key = e.key().startsWith(HOOKS) ? e.key().substring(HOOKS.length()) : e.key();
      throw placed(key, e);
    }
  }

  /// `compat`, empty where it isn't said.
  public CompatSettings compatOrNone() {
    return Merge.or(compat, CompatSettings.NONE);
  }

  /// What they mean, in the file's order.
  public List<Webhook> webhooks() {
    return assemble(defaults, hooks);
  }

  private static List<Webhook> assemble(
      @Nullable HookSettings defaults, @Nullable List<HookSettings> hooks) {
    HookSettings below = Merge.or(defaults, HookSettings.NONE);
    List<HookSettings> written = Merge.or(hooks, List.of());
    List<WebhookAssembly> assemblies = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      HookSettings hook = written.get(i).over(below);
      assemblies.add(at(i, () -> new WebhookAssembly(hook)));
    }
    List<WebhookNames.Named> names = WebhookNames.choose(HOOKS, written, assemblies);
    List<Webhook> webhooks = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      WebhookNames.Named named = names.get(i);
      WebhookAssembly assembly = assemblies.get(i);
      webhooks.add(at(i, () -> assembly.build(named.name(), named.generated())));
    }
    return List.copyOf(webhooks);
  }

  private interface Step<T> {
    T run();
  }

  /// Puts the webhook's place before the key that is wrong.
  private static <T> T at(int index, Step<T> step) {
    try {
      return step.run();
    } catch (InvalidSetting e) {
      throw placed(HOOKS + "[" + index + "]" + (e.key().isEmpty() ? "" : "." + e.key()), e);
    }
  }

  private static InvalidSetting placed(String key, InvalidSetting cause) {
    InvalidSetting placed = new InvalidSetting(key, String.valueOf(cause.getMessage()));
    placed.initCause(cause);
    return placed;
  }
}
