package dev.interlock.host.store;

import java.io.Reader;
import java.io.StringReader;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/// The only class that knows Flyway: it is slow to load, so nothing else may name it.
final class FlywayRun {

  private FlywayRun() {}

  /// Applies what is missing. Processes that do so at the same time wait for one another.
  static void migrate(DataSource source, String table, List<Carried> carried) {
    try {
      Flyway.configure(FlywayRun.class.getClassLoader())
          .loggers("slf4j")
          .dataSource(source)
          .table(table)
          .resourceProvider(new Given(carried))
          .javaMigrationClassProvider(List::of)
          .skipDefaultCallbacks(true)
          .placeholderReplacement(false)
          .baselineOnMigrate(true)
          .baselineVersion("0")
          .ignoreMigrationPatterns("*:future", "*:missing")
          .load()
          .migrate();
    } catch (FlywayException failure) {
      throw Failures.of("the migration of " + table + " failed", failure);
    }
  }

  /// Flyway looks nowhere else.
  private record Given(List<Carried> carried) implements ResourceProvider {

    @Override
    public @Nullable LoadableResource getResource(String name) {
      return null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
      return carried.stream()
          .filter(each -> each.name().startsWith(prefix))
          .filter(each -> Arrays.stream(suffixes).anyMatch(each.name()::endsWith))
          .<LoadableResource>map(Text::new)
          .toList();
    }
  }

  private static final class Text extends LoadableResource {
    private final Carried carried;

    Text(Carried carried) {
      this.carried = carried;
    }

    @Override
    public Reader read() {
      return new StringReader(carried.sql());
    }

    @Override
    public String getAbsolutePath() {
      return carried.name();
    }

    @Override
    public String getAbsolutePathOnDisk() {
      return carried.name();
    }

    @Override
    public String getFilename() {
      return carried.name();
    }

    @Override
    public String getRelativePath() {
      return carried.name();
    }
  }
}
