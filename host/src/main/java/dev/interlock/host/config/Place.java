package dev.interlock.host.config;

/// Where a value stands.
///
/// @param source the file as it was named, or `--set http.port`
/// @param line from 1; 0 where the source has no lines
/// @param column from 1; 0 where the source has no lines
public record Place(String source, int line, int column) {

  static Place whole(String source) {
    return new Place(source, 0, 0);
  }

  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line + ":" + column;
  }
}
