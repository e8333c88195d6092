package dev.interlock.webhooks.condition;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.settings.InvalidSetting;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// `ordered`: the key under which a delivery goes, one after another with all of that key.
/// Immutable, thread-safe.
public final class OrderKey {

  /// The key of a whole webhook, and of what no key could be found for: so that these at least keep
  /// their order among each other.
  public static final String WHOLE = "*";

  private static final int LONGEST = 200;

  private final @Nullable Expression expression;

  private OrderKey(@Nullable Expression expression) {
    this.expression = expression;
  }

  /// @param setting as in the file: true, or an expression; null where nothing is ordered
  /// @throws InvalidSetting of `ordered`
  public static @Nullable OrderKey of(@Nullable Object setting) {
    if (setting == null || Boolean.FALSE.equals(setting)) {
      return null;
    }
    if (Boolean.TRUE.equals(setting)) {
      return new OrderKey(null);
    }
    if (setting instanceof String text) {
      return new OrderKey(Expression.compile("ordered", text, Expression.Gives.ANYTHING));
    }
    throw new InvalidSetting(
        "ordered", "expected true, false, or an expression such as body.parameters.service");
  }

  /// The key of all deliveries; null where it depends on the body.
  public @Nullable String whole() {
    return expression == null ? WHOLE : null;
  }

  /// @throws EvaluationException where this body gives no key: use `WHOLE`
  public String of(EventBody body) throws EvaluationException {
    if (expression == null) {
      return WHOLE;
    }
    Object key = expression.evaluate(body);
    return switch (key) {
      case String text -> bounded(text);
      case Long number -> number.toString();
      case Double number -> number.toString();
      case Boolean truth -> truth.toString();
      default -> throw new EvaluationException("it gave no text, number or truth value");
    };
  }

  /// A long one stands as its hash.
  private static String bounded(String key) {
    if (key.length() <= LONGEST) {
      return key.replace('\0', '\uFFFD');
    }
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
      return "sha256-" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return expression == null ? "true" : expression.toString();
  }
}
