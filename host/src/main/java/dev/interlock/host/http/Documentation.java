package dev.interlock.host.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/// The description of the API: an OpenAPI document, and a page that shows it. Both are read when
/// first asked for. Thread-safe.
final class Documentation {

  private final LazyBytes openApi = new LazyBytes(() -> resource("openapi.json"));
  private final LazyBytes page =
      new LazyBytes(() -> DocumentationPage.render(resource("openapi.json")));

  Reply openApi(Call call) {
    return new Reply.Whole(200, "application/json", openApi.get(), Map.of());
  }

  /// Has no script; its one style is named by its digest, so that nothing else can be put in.
  Reply page(Call call) {
    return new Reply.Whole(
        200,
        "text/html; charset=utf-8",
        page.get(),
        Map.of(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'sha256-"
                + DocumentationPage.styleDigest()
                + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"));
  }

  private static byte[] resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(Documentation.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + name, e);
    }
  }

  /// Made once, by whoever asks first; others may make it at the same time to the same end.
  private static final class LazyBytes {
    private final Supplier<byte[]> source;
    private volatile byte[] bytes = new byte[0];

    LazyBytes(Supplier<byte[]> source) {
      this.source = source;
    }

    byte[] get() {
      if (bytes.length == 0) {
        bytes = source.get();
      }
      return bytes;
    }
  }
}
