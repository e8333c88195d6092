package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.assembly.Api.Answer;
import dev.interlock.assembly.Distribution.Ended;
import dev.interlock.testkit.ReceivedRequest;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Every body that leaves the process validates against the schema that `interlock schema` gives
/// for its event, by a validator that isn't ours.
class SchemaIT {

  private static final String[] VALIDATOR = {"ajv@8.17.1", "ajv-formats@3.0.1"};

  /// Compiles every schema, then validates every body; prints how many there were of each.
  private static final String VALIDATE =
      """
      import Ajv2020 from "ajv/dist/2020.js";
      import addFormats from "ajv-formats";
      import { readFileSync } from "node:fs";
      const { schemas, bodies } = JSON.parse(readFileSync(process.argv[2], "utf8"));
      const validators = {};
      for (const [hook, schema] of Object.entries(schemas)) {
        const ajv = new Ajv2020.default({ strict: false, allErrors: true });
        addFormats.default(ajv);
        validators[hook] = ajv.compile(schema);
      }
      for (const { hook, body } of bodies) {
        const validate = validators[hook];
        if (!validate(body)) {
          console.error(hook, JSON.stringify(validate.errors), JSON.stringify(body));
          process.exit(1);
        }
        const { id, ...incomplete } = body;
        if (validate(incomplete)) {
          console.error(hook, "a body without id passes");
          process.exit(1);
        }
      }
      console.log(Object.keys(schemas).length, bodies.length);
      """;

  @TempDir Path folder;

  @Test
  void schemaPrintsOnlyJson() throws Exception {
    Files.writeString(folder.resolve("webhooks.yaml"), "http: {port: 0}\n");
    Ended ended = Distribution.built().run(folder, "schema", "after:measure");
    assertThat(ended.status()).isZero();
    assertThat(ended.errors()).isEmpty();
    assertThat(ended.output()).startsWith("{").endsWith("}\n");
    assertThat(Api.parse(ended.output()).path("properties").has("outcome")).isTrue();
    Ended config = Distribution.built().run(folder, "schema", "config");
    assertThat(Api.parse(config.output()).path("properties").has("webhooks")).isTrue();
  }

  @Test
  void everyBodyThatIsSentValidates() throws Exception {
    NodeTools.install(VALIDATOR);
    try (Responder responder = Responder.start().always(Reply.status(204))) {
      writeFile(responder);
      Map<String, JsonNode> schemas = new LinkedHashMap<>();
      RunningInterlock interlock = RunningInterlock.run(folder);
      try (interlock) {
        Api api = new Api(interlock.api());
        publishAll(api);
        failADelivery(responder, api);
        readSchemas(api, schemas);
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> hooks(responder).containsAll(expected()));
        interlock.stop();
      }
      assertThat(hooks(responder)).contains("after:shutdown", "after:startup");
      JsonNode fromCommandLine =
          Api.parse(Distribution.built().run(folder, "schema", "after:measure").output());
      assertThat(schemas.get("after:measure")).isEqualTo(fromCommandLine);
      assertThat(validate(schemas, responder))
          .isEqualTo(schemas.size() + " " + bodies(responder).size());
    }
  }

  private void writeFile(Responder responder) throws Exception {
    Files.writeString(
        folder.resolve("webhooks.yaml"),
        """
        tuning:
          measure: {url: "%1$s", rate: 50/s, duration: 200ms}
          components:
            - {name: web, target: settings.yaml, settings: [{name: replicas, type: range, min: 1, max: 10, step: 1}]}
        webhooks:
          - {name: asked, events: "before:*", url: "%2$s", secret: s, on_failure: proceed}
          - {name: told, events: ["after:*", "after:cancelled", "after:attach", "after:reloaded", "after:delivery_failed"],
             url: "%2$s", secret: s, backoff: false}
          - {name: broken, events: after:promote, url: "%3$s", secret: s, backoff: false}
          - {name: veto, events: before:describe, url: "%4$s", secret: s}
        """
            .formatted(
                responder.url("/load"),
                responder.url("/hook"),
                responder.url("/broken"),
                responder.url("/veto")));
    responder.answer(
        request ->
            switch (request.target()) {
              case "/broken" -> Reply.status(400);
              case "/veto" -> Reply.veto("not now");
              default -> Reply.status(204);
            });
  }

  private static void publishAll(Api api) throws Exception {
    Map<String, String> inputs =
        Map.of(
            "metrics", "",
            "components", "",
            "measure",
                "{\"metrics\": [\"throughput\"], \"control\": {\"duration\": \"100ms\","
                    + " \"userdata\": {\"a\": [1, null]}}}",
            "adjust",
                "{\"adjustments\": [{\"component_name\": \"web\", \"setting_name\": \"replicas\","
                    + " \"value\": 3}]}",
            "promote", "",
            "check", "");
    for (Map.Entry<String, String> input : inputs.entrySet()) {
      Answer answer = api.publish(input.getKey(), input.getValue());
      assertThat(answer.status()).as("%s: %s", input.getKey(), answer.text()).isEqualTo(200);
    }
    assertThat(api.publish("describe", "{}").status()).isEqualTo(409);
  }

  /// The webhook `broken` was told of `promote`, and gave up.
  private static void failADelivery(Responder responder, Api api) throws Exception {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> hooks(responder).contains("after:delivery_failed"));
    assertThat(api.get("/v1/webhooks").text()).contains("broken");
  }

  private static List<String> expected() {
    List<String> hooks =
        new ArrayList<>(
            List.of(
                "before:describe", "after:startup", "after:cancelled", "after:delivery_failed"));
    for (String event : List.of("metrics", "components", "measure", "adjust", "promote", "check")) {
      hooks.add("before:" + event);
      hooks.add("after:" + event);
    }
    return hooks;
  }

  private static void readSchemas(Api api, Map<String, JsonNode> schemas) throws Exception {
    for (JsonNode event : api.get("/v1/events").json().path("events")) {
      String name = event.path("name").asString();
      for (JsonNode preposition : event.path("prepositions")) {
        if (!preposition.asString().equals("on")) {
          Answer schema =
              api.get("/v1/events/" + name + "/schema?preposition=" + preposition.asString());
          assertThat(schema.status()).as(name).isEqualTo(200);
          schemas.put(preposition.asString() + ":" + name, schema.json());
        }
      }
    }
    assertThat(schemas).hasSizeGreaterThan(20);
  }

  private static List<String> hooks(Responder responder) {
    return bodies(responder).stream().map(body -> body.path("event").asString()).toList();
  }

  private static List<JsonNode> bodies(Responder responder) {
    return responder.requests().stream()
        .filter(request -> request.method().equals("POST"))
        .map(ReceivedRequest::text)
        .map(Api::parse)
        .toList();
  }

  private String validate(Map<String, JsonNode> schemas, Responder responder) throws Exception {
    StringBuilder json = new StringBuilder("{\"schemas\":{");
    String separator = "";
    for (Map.Entry<String, JsonNode> schema : schemas.entrySet()) {
      json.append(separator)
          .append('"')
          .append(schema.getKey())
          .append("\":")
          .append(schema.getValue());
      separator = ",";
    }
    json.append("},\"bodies\":[");
    separator = "";
    for (JsonNode body : bodies(responder)) {
      json.append(separator)
          .append("{\"hook\":")
          .append(body.path("event"))
          .append(",\"body\":")
          .append(body)
          .append('}');
      separator = ",";
    }
    Path input = Files.writeString(folder.resolve("validate.json"), json.append("]}"));
    return NodeTools.script("validate.mjs", VALIDATE, input.toString());
  }
}
