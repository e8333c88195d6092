package dev.interlock.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

/// What arrived at one or more responders, in an append-only file: a line when a request has come,
/// written before anything is answered, and one when it ended. Memory holds none of it, so that it
/// stands long runs; the file stays when the log is closed, for whoever wants to look. Thread-safe.
///
///     A NUMBER NANOS TARGET WEBHOOK-ID ATTEMPT KEY SEQUENCE SHA-256
///     E NUMBER NANOS STATUS
public final class ArrivalLog implements AutoCloseable {

  private final Path file;
  private final Function<ReceivedRequest, Position> position;
  private final long beginning = System.nanoTime();
  private final ReentrantLock lock = new ReentrantLock();

  /// Guarded by `lock`.
  private final BufferedWriter writer;

  /// Guarded by `lock`.
  private long next;

  private final AtomicLong taken = new AtomicLong();

  private ArrivalLog(Path file, Function<ReceivedRequest, Position> position) throws IOException {
    this.file = file;
    this.position = position;
    this.writer = Files.newBufferedWriter(file, UTF_8, StandardOpenOption.CREATE_NEW);
  }

  /// A log in a file that doesn't exist yet; positions are those of `Position.inBody`.
  public static ArrivalLog in(Path file) {
    return in(file, Position::inBody);
  }

  /// @param position where a request's event stands
  public static ArrivalLog in(Path file, Function<ReceivedRequest, Position> position) {
    try {
      return new ArrivalLog(file, position);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Now, as arrivals tell their times.
  public Duration time() {
    return Duration.ofNanos(System.nanoTime() - beginning);
  }

  /// How many requests were answered with a success so far.
  public long taken() {
    return taken.get();
  }

  /// Notes a request.
  Open began(ReceivedRequest request) {
    Position place = position.apply(request);
    String rest =
        String.join(
            " ",
            word(request.target()),
            word(request.header("webhook-id").orElse("-")),
            number(request.header("webhook-attempt").orElse("0")),
            place.key(),
            Long.toString(place.sequence()),
            digest(request.body()));
    lock.lock();
    try {
      long number = next++;
      writer.write("A " + number + " " + time().toNanos() + " " + rest + "\n");
      return new Open(number);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  private void ended(long number, int status) {
    lock.lock();
    try {
      writer.write("E " + number + " " + time().toNanos() + " " + status + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
    if (status >= 200 && status < 300) {
      taken.incrementAndGet();
    }
  }

  /// Everything so far, in the order of arrival.
  public List<Arrival> arrivals() {
    lock.lock();
    try {
      writer.flush();
      return read(file, time());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  /// The file stays.
  @Override
  public void close() {
    lock.lock();
    try {
      writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  private static List<Arrival> read(Path file, Duration end) throws IOException {
    Map<Long, Arrival> open = new LinkedHashMap<>();
    try (Stream<String> lines = Files.lines(file, UTF_8)) {
      lines
          .map(line -> line.split(" "))
          .forEach(
              words -> {
                long number = Long.parseLong(words[1]);
                Duration at = Duration.ofNanos(Long.parseLong(words[2]));
                if (words[0].equals("A")) {
                  open.put(number, arrival(number, at, words, new Arrival.Ending(end, 0)));
                } else {
                  Arrival.Ending ending = new Arrival.Ending(at, Integer.parseInt(words[3]));
                  open.computeIfPresent(number, (_, arrival) -> ended(arrival, ending));
                }
              });
    }
    return new ArrayList<>(open.values());
  }

  private static Arrival arrival(
      long number, Duration at, String[] words, Arrival.Ending unanswered) {
    return new Arrival(
        number,
        words[3],
        words[4],
        Integer.parseInt(words[5]),
        new Position(words[6], Long.parseLong(words[7])),
        words[8],
        at,
        unanswered);
  }

  private static Arrival ended(Arrival arrival, Arrival.Ending ending) {
    return new Arrival(
        arrival.number(),
        arrival.target(),
        arrival.delivery(),
        arrival.attempt(),
        arrival.position(),
        arrival.digest(),
        arrival.began(),
        ending);
  }

  /// A request that has come and is not answered yet. For one thread.
  final class Open implements AutoCloseable {
    private final long number;
    private boolean ended;

    private Open(long number) {
      this.number = number;
    }

    /// Notes what became of it; only the first word counts.
    void ended(int status) {
      if (!ended) {
        ended = true;
        ArrivalLog.this.ended(number, status);
      }
    }

    /// Unanswered, unless it was.
    @Override
    public void close() {
      ended(0);
    }
  }

  /// What a peer wrote, so that it stays one word of one line.
  private static String word(String text) {
    return text.isEmpty() ? "-" : text.replaceAll("[^!-~]", "?");
  }

  private static String number(String text) {
    return text.matches("\\d{1,9}") ? text : "0";
  }

  private static String digest(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
