package dev.interlock.bench.durable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How a PostgreSQL server really goes about the statements on a database, a sample of them: by its
/// log.
record Plans(Path log) {

  private static final int BEGINNING = 100;

  /// From the next connections on.
  static Plans of(Path log, String url, String database) throws SQLException {
    String settings = "alter database " + database + " set auto_explain.";
    new Ledger(url).execute(settings + "log_min_duration = 0", settings + "sample_rate = 0.02");
    return new Plans(log);
  }

  /// Each statement that looks for deliveries, and below it by which index.
  List<String> lines() throws IOException {
    Map<String, Set<String>> scans = new LinkedHashMap<>();
    String query = "";
    for (String line : Files.readString(log, StandardCharsets.UTF_8).split("\n")) {
      String text = line.strip();
      if (text.startsWith("Query Text:")) {
        query = beginning(text.substring(11));
      } else if (text.contains(" Scan ") && text.contains("interlock_delivery")) {
        scans
            .computeIfAbsent(query, _ -> new LinkedHashSet<>())
            .add(text.replaceFirst("^-> +", "").replaceFirst(" +\\(cost.*", ""));
      }
    }
    List<String> lines = new ArrayList<>();
    scans.forEach(
        (statement, found) -> {
          lines.add(statement);
          found.forEach(scan -> lines.add("    " + scan));
        });
    return lines;
  }

  static String beginning(String query) {
    String line = query.replaceAll("\\s+", " ").strip();
    return line.length() > BEGINNING ? line.substring(0, BEGINNING) + " ..." : line;
  }
}
