package dev.interlock.webhooks.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The fields of a request's body. Null and absent are the same; one of another type makes the
/// whole body malformed, as it does in postmand.
public final class Fields {

  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final ObjectNode body;

  public Fields(ObjectNode body) {
    this.body = body;
  }

  public boolean has(String name) {
    return present(name) != null;
  }

  /// Empty where absent.
  public String text(String name) {
    JsonNode node = present(name);
    if (node == null) {
      return "";
    }
    if (!node.isString()) {
      throw malformed();
    }
    return node.asString();
  }

  /// False where absent.
  public boolean flag(String name) {
    JsonNode node = present(name);
    if (node == null) {
      return false;
    }
    if (!node.isBoolean()) {
      throw malformed();
    }
    return node.asBoolean();
  }

  /// 0 where absent.
  public int number(String name) {
    JsonNode node = present(name);
    return node == null ? 0 : number(node);
  }

  private static int number(JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      throw malformed();
    }
    return node.asInt();
  }

  /// Empty where absent.
  public List<Integer> numbers(String name) {
    JsonNode node = present(name);
    List<Integer> numbers = new ArrayList<>();
    if (node != null) {
      if (!node.isArray()) {
        throw malformed();
      }
      node.forEach(each -> numbers.add(number(each)));
    }
    return numbers;
  }

  /// Null where absent.
  public @Nullable UUID id(String name) {
    JsonNode node = present(name);
    if (node == null) {
      return null;
    }
    if (!node.isString() || !isId(node.asString())) {
      throw malformed();
    }
    return UUID.fromString(node.asString());
  }

  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  private @Nullable JsonNode present(String name) {
    JsonNode node = body.get(name);
    return node == null || node.isNull() ? null : node;
  }

  private static WireError malformed() {
    return WireError.of(WireError.Kind.MALFORMED_BODY);
  }
}
