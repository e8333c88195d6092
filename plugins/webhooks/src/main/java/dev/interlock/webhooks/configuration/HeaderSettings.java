package dev.interlock.webhooks.configuration;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.interlock.api.egress.EgressRequest.Header;
import dev.interlock.api.settings.InvalidSetting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `headers` as written: a map, or a list of `{name, value}`. Names are unique whatever their case,
/// and none is one that the connector or HTTP itself sets.
public record HeaderSettings(List<Header> all) {

  static final HeaderSettings NONE = new HeaderSettings(List.of());

  private static final int MOST = 64;

  /// @param name a header's name
  /// @param value its value
  public record Named(String name, String value) {}

  public HeaderSettings {
    all = List.copyOf(all);
    if (all.size() > MOST) {
      throw new InvalidSetting("", "found " + all.size() + " headers, expected at most " + MOST);
    }
    for (int i = 0; i < all.size(); i++) {
      Header header = all.get(i);
      HeaderRules.check(header.name(), header.value());
      for (Header other : all.subList(0, i)) {
        if (other.name().equalsIgnoreCase(header.name())) {
          throw new InvalidSetting(
              header.name(),
              "found twice, as \"" + other.name() + "\" and \"" + header.name() + "\"");
        }
      }
    }
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static HeaderSettings ofMap(Map<String, String> headers) {
    List<Header> all = new ArrayList<>();
    headers.forEach((name, value) -> all.add(new Header(name, required(name, value))));
    return new HeaderSettings(all);
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static HeaderSettings ofList(List<Named> headers) {
    List<Header> all = new ArrayList<>();
    for (int i = 0; i < headers.size(); i++) {
      Named header = headers.get(i);
      all.add(
          new Header(
              required("[" + i + "].name", header.name()),
              required("[" + i + "].value", header.value())));
    }
    return new HeaderSettings(all);
  }

  @SuppressWarnings("RedundantNullCheck") // what the file left out arrives as null
  private static String required(String key, @org.jspecify.annotations.Nullable String value) {
    if (value == null) {
      throw new InvalidSetting(key, "missing; expected a text");
    }
    return value;
  }

  HeaderSettings over(HeaderSettings below) {
    List<Header> merged = new ArrayList<>(all);
    for (Header header : below.all) {
      if (all.stream().noneMatch(own -> own.name().equalsIgnoreCase(header.name()))) {
        merged.add(header);
      }
    }
    return new HeaderSettings(merged);
  }

  boolean has(String name) {
    return all.stream().anyMatch(header -> header.name().equalsIgnoreCase(name));
  }
}
