package dev.interlock.tuning;

import dev.interlock.testkit.SchemaFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CarriedSchemasTest {

  @Test
  void theJarCarriesTheSchemaOfEveryEventAsItsTypesGiveIt() {
    SchemaFiles.check(Path.of("src/main/resources"), "tuning", new TuningConnector());
  }
}
