package dev.interlock.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/// A JSON text as UTF-8 bytes. Holders share the array: nobody writes to it.
public record Json(byte[] utf8) {

  public static final Json NULL = of("null");

  public static Json of(String text) {
    return new Json(text.getBytes(UTF_8));
  }

  public String text() {
    return new String(utf8, UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Json json && Arrays.equals(utf8, json.utf8);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(utf8);
  }

  @Override
  public String toString() {
    return text();
  }
}
