package dev.interlock.api;

import java.util.Set;

/// How an event is published.
///
/// @param include the connectors whose `on` handlers may respond; empty: all
/// @param exclude the connectors whose `on` handlers may not
/// @param first stop at the first result
public record PublishOptions(Set<String> include, Set<String> exclude, boolean first) {

  public static final PublishOptions DEFAULT = new PublishOptions(Set.of(), Set.of(), false);

  public PublishOptions {
    include = Set.copyOf(include);
    exclude = Set.copyOf(exclude);
  }

  public static PublishOptions including(String... connectors) {
    return new PublishOptions(Set.of(connectors), Set.of(), false);
  }

  public static PublishOptions excluding(String... connectors) {
    return new PublishOptions(Set.of(), Set.of(connectors), false);
  }

  public PublishOptions stopAtFirst() {
    return new PublishOptions(include, exclude, true);
  }
}
