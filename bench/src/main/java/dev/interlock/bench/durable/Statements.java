package dev.interlock.bench.durable;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a PostgreSQL server counts of the statements on one database.
///
/// @param url of the database where the counting is installed
record Statements(String url, String database) {

  /// The server counts nothing without them.
  static final List<String> SETTINGS =
      List.of(
          "shared_preload_libraries=pg_stat_statements,auto_explain",
          "pg_stat_statements.track=top");

  private static final String COUNTED =
      """
      from pg_stat_statements s join pg_database d on d.oid = s.dbid
      where d.datname = '%s' and s.query not like 'select max(number)%%' and s.query not like 'SET %%'
      and s.query not like '%%pg_stat_statements%%'\
      """;

  static Statements of(String url, String database) throws SQLException {
    new Ledger(url).execute("create extension if not exists pg_stat_statements");
    return new Statements(url, database);
  }

  void reset() throws SQLException {
    new Ledger(url).number("select 1 from pg_stat_statements_reset()");
  }

  long calls() throws SQLException {
    return new Ledger(url).number("select sum(s.calls) " + COUNTED.formatted(database));
  }

  /// What took most time, a line each.
  List<String> dearest(int deliveries) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select s.calls, s.total_exec_time, s.query "
                    + COUNTED.formatted(database)
                    + " order by s.total_exec_time desc limit 5")) {
      while (row.next()) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%.3f calls and %.1f us a delivery: %s",
                row.getLong(1) / (double) deliveries,
                row.getDouble(2) * 1000 / deliveries,
                Plans.beginning(row.getString(3))));
      }
    }
    return lines;
  }
}
