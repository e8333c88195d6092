package dev.interlock.host.store;

/// What a migration did.
///
/// @param component `interlock`, or a connector's name
/// @param from the version before; `none` where there was nothing
/// @param to the version after
public record MigrationReport(String component, String from, String to) {

  static MigrationReport of(Migrations.Step step) {
    return new MigrationReport(step.component(), step.from().toString(), step.to().toString());
  }

  public boolean upToDate() {
    return from.equals(to);
  }
}
