package dev.interlock.webhooks;

import dev.interlock.testkit.SchemaFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CarriedSchemasTest {

  @Test
  void theJarCarriesTheSchemaOfEveryEventAsItsTypesGiveIt() {
    SchemaFiles.check(Path.of("src/main/resources"), "webhooks", new WebhooksConnector());
  }
}
