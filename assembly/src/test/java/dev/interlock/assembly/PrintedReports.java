package dev.interlock.assembly;

import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/// Prints what tests report (seeds, counts, figures), which Maven's plugins keep to themselves.
public final class PrintedReports implements TestExecutionListener {

  @Override
  public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
    entry
        .getKeyValuePairs()
        .forEach(
            (key, value) -> System.out.println(test.getDisplayName() + " " + key + ": " + value));
  }
}
