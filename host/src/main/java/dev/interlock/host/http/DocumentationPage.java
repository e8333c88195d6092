package dev.interlock.host.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One HTML page, made of the OpenAPI document, that needs nothing else to be shown.
final class DocumentationPage {

  private static final String STYLE =
      "body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0"
          + " 1rem;color:#222;background:#fff}code{font-family:ui-monospace,monospace}h2{margin-top:2rem;font-size:1.1rem;border-top:1px"
          + " solid #ddd;padding-top:1rem}dt{font-weight:600}dd{margin:0 0 .4rem 1.5rem}"
          + "@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}h2{border-color:#444}a{color:#8bf}}";

  private DocumentationPage() {}

  static String styleDigest() {
    try {
      return Base64.getEncoder()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(STYLE.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static byte[] render(byte[] openApi) {
    JsonNode document = JsonMapper.builder().build().readTree(openApi);
    StringBuilder page = new StringBuilder();
    page.append(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Interlock"
                + " API</title>")
        .append("<meta name=\"viewport\" content=\"width=device-width\"><style>")
        .append(STYLE)
        .append("</style></head><body><main><h1>")
        .append(escape(document.path("info").path("title").asString("")))
        .append("</h1><p>")
        .append(escape(document.path("info").path("description").asString("")))
        .append("</p><p>The same for programs: <a href=\"/openapi.json\">openapi.json</a></p>");
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        if (operation.getValue().has("responses")) {
          append(
              page,
              operation.getKey().toUpperCase(Locale.ROOT),
              path.getKey(),
              operation.getValue());
        }
      }
    }
    return page.append("</main></body></html>").toString().getBytes(UTF_8);
  }

  private static void append(StringBuilder page, String method, String path, JsonNode operation) {
    page.append("<h2><code>")
        .append(method)
        .append(' ')
        .append(escape(path))
        .append("</code></h2><p>");
    page.append(escape(operation.path("summary").asString(""))).append("</p><p>");
    page.append(escape(operation.path("description").asString(""))).append("</p><dl>");
    for (JsonNode parameter : operation.path("parameters")) {
      page.append("<dt><code>").append(escape(parameter.path("name").asString("")));
      page.append("</code> (")
          .append(escape(parameter.path("in").asString("")))
          .append(")</dt><dd>");
      page.append(escape(parameter.path("description").asString(""))).append("</dd>");
    }
    for (Map.Entry<String, JsonNode> response : operation.path("responses").properties()) {
      page.append("<dt>").append(escape(response.getKey())).append("</dt><dd>");
      page.append(escape(response.getValue().path("description").asString(""))).append("</dd>");
    }
    page.append("</dl>");
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
