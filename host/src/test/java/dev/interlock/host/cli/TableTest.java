package dev.interlock.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TableTest {

  @Test
  void columnsAreTwoSpacesApartAndLinesHaveNoTrailingOnes() {
    Table table = new Table("NAME", "EVENTS", "STATE");
    table.row("record", "after:measure", "");
    table.row("a", "b", "ok");

    assertThat(table.toString())
        .isEqualTo(
            """
            NAME    EVENTS         STATE
            record  after:measure
            a       b              ok
            """);
  }

  @Test
  void cellsCannotForgeALine() {
    Table table = new Table("NAME");
    table.row("a\nb\u001b[2J");

    assertThat(table.toString()).isEqualTo("NAME\na\\nb\\u001b[2J\n");
  }

  @Test
  void withoutRowsThereIsTheHead() {
    assertThat(new Table("NAME", "STATE").toString()).isEqualTo("NAME  STATE\n");
  }
}
