package dev.interlock.host.delivery;

import java.util.Arrays;

/// Divides what there is among those who want some.
final class FairShares {

  private FairShares() {}

  /// Nobody gets more than wanted, nobody gets less than another who wants as much but for one, and
  /// nothing is left while somebody wants more.
  static int[] divide(int[] wants, int total) {
    int[] shares = new int[wants.length];
    long sum = Arrays.stream(wants).asLongStream().sum();
    if (sum <= total) {
      System.arraycopy(wants, 0, shares, 0, wants.length);
      return shares;
    }
    int left = total;
    while (left > 0) {
      int hungry = 0;
      for (int i = 0; i < wants.length; i++) {
        hungry += shares[i] < wants[i] ? 1 : 0;
      }
      int each = Math.max(1, left / hungry);
      for (int i = 0; i < wants.length && left > 0; i++) {
        int more = Math.min(Math.min(each, wants[i] - shares[i]), left);
        shares[i] += more;
        left -= more;
      }
    }
    return shares;
  }
}
