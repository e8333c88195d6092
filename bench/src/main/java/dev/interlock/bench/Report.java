package dev.interlock.bench;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;

/// Prints rows and ratios on standard output.
public final class Report {

  private static final PrintStream OUT = System.out;

  public Report(String title) {
    OUT.println();
    OUT.println(title);
  }

  public void row(String what, String figures) {
    OUT.printf(Locale.ROOT, "  %-52s %s%n", what, figures);
  }

  public void line(String text) {
    OUT.println("  " + text);
  }

  public void ratio(String what, double ratio) {
    row(what, String.format(Locale.ROOT, "ratio %.2f", ratio));
  }

  public void ratio(String what, double ratio, double target) {
    String verdict = ratio <= target ? "met" : "MISSED";
    row(what, String.format(Locale.ROOT, "ratio %.2f  (at most %.1f: %s)", ratio, target, verdict));
  }

  public void ratioAtLeast(String what, double ratio, double target) {
    String verdict = ratio >= target ? "met" : "MISSED";
    row(
        what,
        String.format(Locale.ROOT, "ratio %.2f  (at least %.2f: %s)", ratio, target, verdict));
  }

  public static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /// `median 41.2 us (38.0 to 47.1)`
  public static String spread(double[] values, String unit) {
    double least = Arrays.stream(values).min().orElse(Double.NaN);
    double most = Arrays.stream(values).max().orElse(Double.NaN);
    return String.format(
        Locale.ROOT, "median %.1f %s (%.1f to %.1f)", median(values), unit, least, most);
  }

  /// The median of the pairs' ratios: what slows the machine down for a while slows both of a pair.
  public static double medianRatio(double[] ours, double[] yardstick) {
    double[] ratios = new double[ours.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = ours[i] / yardstick[i];
    }
    return median(ratios);
  }
}
