package dev.interlock.host.http;

import dev.interlock.api.Json;
import dev.interlock.api.Registration;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The description of the API: an OpenAPI document, and a page that shows it. The host's part is
/// joined by what connectors add; both are made when first asked for after a change. Thread-safe.
final class Documentation {

  /// Guarded by this.
  private final List<Part> parts = new ArrayList<>();

  private static final JsonFactory TOKENS = new JsonFactory();

  private byte @Nullable [] openApi;
  private byte @Nullable [] page;

  /// One of its own for each call, however equal they are.
  private static final class Part {
    private final Json description;

    private Part(Json description) {
      this.description = description;
    }
  }

  /// @throws IllegalArgumentException where it is no JSON object
  Registration add(String owner, Json description) {
    requireObject(owner, description);
    Part part = new Part(description);
    change(() -> parts.add(part));
    return () -> change(() -> parts.remove(part));
  }

  private synchronized void change(Runnable change) {
    change.run();
    openApi = null;
    page = null;
  }

  static void requireObject(String owner, Json description) {
    try (JsonParser parser = TOKENS.createParser(ObjectReadContext.empty(), description.utf8())) {
      boolean object = parser.nextToken() == JsonToken.START_OBJECT;
      parser.skipChildren();
      if (object && parser.nextToken() == null) {
        return;
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException(owner + ": an OpenAPI description that is no JSON", e);
    }
    throw new IllegalArgumentException(owner + ": expected an OpenAPI object");
  }

  Reply openApi(Call call) {
    return new Reply.Whole(200, "application/json", document(), Map.of());
  }

  /// Has no script; its one style is named by its digest, so that nothing else can be put in.
  Reply page(Call call) {
    return new Reply.Whole(
        200,
        "text/html; charset=utf-8",
        rendered(),
        Map.of(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'sha256-"
                + DocumentationPage.styleDigest()
                + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"));
  }

  private synchronized byte[] document() {
    byte[] made = openApi;
    if (made == null) {
      made = parts.isEmpty() ? resource("openapi.json") : joined();
      openApi = made;
    }
    return made;
  }

  private synchronized byte[] rendered() {
    byte[] made = page;
    if (made == null) {
      made = DocumentationPage.render(document());
      page = made;
    }
    return made;
  }

  private byte[] joined() {
    ObjectNode document = (ObjectNode) Mapper.INSTANCE.readTree(resource("openapi.json"));
    for (Part part : parts) {
      JsonNode more = Mapper.INSTANCE.readTree(part.description.utf8());
      addAbsent(document.withObject("/paths"), more.path("paths"));
      addAbsent(document.withObject("/components/schemas"), more.at("/components/schemas"));
    }
    return Mapper.INSTANCE.writeValueAsBytes(document);
  }

  /// Nobody describes another's path anew.
  private static void addAbsent(ObjectNode target, JsonNode more) {
    for (Map.Entry<String, JsonNode> each : more.properties()) {
      target.putIfAbsent(each.getKey(), each.getValue());
    }
  }

  private static byte[] resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(Documentation.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + name, e);
    }
  }

  /// Made when first needed: it costs time at the start.
  private static final class Mapper {
    static final JsonMapper INSTANCE = JsonMapper.builder().build();
  }
}
