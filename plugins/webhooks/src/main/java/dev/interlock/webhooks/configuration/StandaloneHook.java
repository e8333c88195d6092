package dev.interlock.webhooks.configuration;

import com.fasterxml.jackson.annotation.JsonCreator;

/// A webhook that no `defaults` complete: what its keys say wrongly together is found while it is
/// read, and told where it stands.
///
/// @param settings as written
public record StandaloneHook(HookSettings settings) {

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public StandaloneHook {
    new WebhookAssembly(settings).check();
  }
}
