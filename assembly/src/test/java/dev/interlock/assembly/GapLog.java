package dev.interlock.assembly;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// What became of each published mark, as its publisher and the responder saw it, and what of that
/// must never be. Every third mark is one that the responder vetoes. Thread-safe.
final class GapLog {

  /// How a publish ended for whoever published.
  enum End {
    COMPLETED,
    CANCELLED,
    /// Before anything was to happen: a 503 that says so, or no connection.
    REFUSED,
    /// Anything else that was answered.
    OTHER,
    /// The connection broke before an answer came.
    UNANSWERED
  }

  /// @param at by the ticker
  /// @param killed whether a kill -9 fell between the publish and its end
  private record Ended(End end, String detail, long at, boolean killed) {}

  private record Told(String id, long at) {}

  private final Map<Long, Ended> ends = new ConcurrentHashMap<>();
  private final Map<Long, Long> asked = new ConcurrentHashMap<>();
  private final Map<Long, ConcurrentLinkedQueue<Told>> told = new ConcurrentHashMap<>();

  static boolean isVetoed(long mark) {
    return mark % 3 == 0;
  }

  void asked(long mark, long at) {
    asked.putIfAbsent(mark, at);
  }

  void told(long mark, String id, long at) {
    told.computeIfAbsent(mark, _ -> new ConcurrentLinkedQueue<>()).add(new Told(id, at));
  }

  void ended(long mark, End end, String detail, long at, boolean killed) {
    ends.put(mark, new Ended(end, detail, at, killed));
  }

  long count(End end) {
    return ends.values().stream().filter(each -> each.end() == end).count();
  }

  /// Completed ones of which nobody was told yet.
  long untold() {
    return ends.entrySet().stream()
        .filter(each -> each.getValue().end() == End.COMPLETED && !told.containsKey(each.getKey()))
        .count();
  }

  /// What should not have happened, each with its history.
  ///
  /// @param killing whether a host was ever killed, so that somebody may be told twice
  List<String> violations(boolean killing) {
    List<String> found = new ArrayList<>();
    ends.forEach(
        (mark, end) -> {
          for (String what : violations(mark, end, killing)) {
            found.add("mark " + mark + " " + what + ": " + history(mark, end));
          }
        });
    return found;
  }

  private List<String> violations(long mark, Ended end, boolean killing) {
    List<String> found = new ArrayList<>();
    Long askedAt = asked.get(mark);
    boolean wasTold = told.containsKey(mark);
    switch (end.end()) {
      case REFUSED -> {
        require(askedAt == null, "was refused, and asked", found);
        require(!wasTold, "was refused, and told", found);
      }
      case COMPLETED -> {
        require(!isVetoed(mark), "was completed in spite of a veto", found);
        require(askedAt != null && askedAt <= end.at(), "was completed unasked", found);
        require(wasTold, "was completed, and never told", found);
      }
      case CANCELLED -> {
        require(isVetoed(mark), "was cancelled without a veto", found);
        require(askedAt != null && askedAt <= end.at(), "was cancelled unasked", found);
        require(!wasTold, "was cancelled, and told", found);
      }
      case OTHER -> found.add("ended otherwise");
      // A connection that closes before its request was read leaves nothing behind either.
      case UNANSWERED ->
          require(
              end.killed() || (askedAt == null && !wasTold),
              "was begun and not answered, and nobody was killed",
              found);
    }
    if (wasTold) {
      Set<String> ids = new HashSet<>();
      told.get(mark).forEach(each -> ids.add(each.id()));
      require(ids.size() == 1, "was told under several ids", found);
      require(killing || told.get(mark).size() == 1, "was told twice", found);
    }
    return found;
  }

  private static void require(boolean holds, String otherwise, List<String> found) {
    if (!holds) {
      found.add(otherwise);
    }
  }

  private String history(long mark, Ended end) {
    return end + ", asked " + asked.get(mark) + ", told " + told.get(mark);
  }
}
