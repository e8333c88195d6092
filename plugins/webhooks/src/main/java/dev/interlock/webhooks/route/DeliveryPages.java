package dev.interlock.webhooks.route;

import dev.interlock.api.delivery.Page;
import dev.interlock.webhooks.wire.ListQuery;
import dev.interlock.webhooks.wire.WireError;
import dev.interlock.webhooks.wire.WireError.Kind;
import dev.interlock.webhooks.wire.WireJson;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A page of what the queue keeps, newest first. It is read in portions, so that no page is larger
/// than some 32 MiB: what is missing then comes with `next_cursor`.
///
/// @param number of an entry, which a cursor names
/// @param size of an entry in bytes, about
record DeliveryPages<T>(
    String name,
    Function<Page, List<T>> source,
    ToLongFunction<T> number,
    ToLongFunction<T> size,
    Function<T, ObjectNode> form) {

  private static final int PORTION = 100;
  private static final long MOST_BYTES = 32L << 20;

  ObjectNode read(ListQuery query) {
    ObjectNode page = WireJson.object();
    ArrayNode entries = page.putArray(name);
    long before = cursor(query.cursor());
    int offset = query.offset();
    long bytes = 0;
    boolean more = true;
    while (more && entries.size() < query.limit() && bytes < MOST_BYTES) {
      int wanted = Math.min(PORTION, query.limit() - entries.size());
      // One more than shown, to know whether there are more.
      List<T> portion = source.apply(new Page(before, offset, wanted + 1, false, true));
      more = portion.size() > wanted;
      for (T entry : portion.subList(0, Math.min(wanted, portion.size()))) {
        entries.add(form.apply(entry));
        bytes += size.applyAsLong(entry);
        before = number.applyAsLong(entry);
      }
      offset = 0;
    }
    page.put("limit", query.limit()).put("offset", query.offset());
    if (more) {
      page.put("next_cursor", Long.toString(before));
    }
    return page;
  }

  private static long cursor(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    try {
      long number = Long.parseLong(text);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException _) {
      // As one below 1.
    }
    throw WireError.of(Kind.VALIDATION, "cursor: must be a next_cursor of this list.");
  }
}
