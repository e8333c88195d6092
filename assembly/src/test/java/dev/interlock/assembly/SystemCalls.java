package dev.interlock.assembly;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a process asked of the system, as strace wrote it down. Its lines are in order: a call that
/// was not over before another thread's came has two, and what began on a later line began after
/// everything that ended on an earlier one.
record SystemCalls(List<Call> calls) {

  private static final String TRACED =
      "trace=read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg,pwrite64,fsync,fdatasync";

  /// `4711 fdatasync(12</tmp/interlock.db-wal>) = 0`, or its first part.
  private static final Pattern BEGINS = Pattern.compile("(\\d+) +(\\w+)\\((\\d+)<(.*)");

  private static final Pattern RESUMES = Pattern.compile("(\\d+) +<\\.\\.\\. (\\w+) resumed>(.*)");

  /// @param began the line, from 0
  /// @param ended the line; `Integer.MAX_VALUE` where the trace ends before
  /// @param file what the descriptor stands for: a path, or `TCP:[ADDRESS->ADDRESS]`
  /// @param text the arguments as printed
  record Call(String name, int began, int ended, String file, String text) {

    boolean isSync() {
      return name.equals("fsync") || name.equals("fdatasync");
    }

    boolean isSocketRead() {
      return file.startsWith("TCP") && (name.startsWith("read") || name.startsWith("recv"));
    }

    boolean isSocketWrite() {
      return file.startsWith("TCP") && (name.startsWith("write") || name.startsWith("send"));
    }

    boolean isFileWrite() {
      return file.startsWith("/") && (name.equals("pwrite64") || name.startsWith("write"));
    }
  }

  /// What runs a command and writes its calls to `file`; the command keeps the process's id.
  static List<String> tracer(Path file) {
    return List.of(
        "strace",
        "-D",
        "-f",
        "--seccomp-bpf",
        "-qq",
        "-yy",
        "-s",
        "5000",
        "-e",
        TRACED,
        "-o",
        file.toString());
  }

  /// Whether this machine lets us trace.
  static boolean areVisible(Path folder) throws IOException, InterruptedException {
    try {
      List<String> command =
          Stream.concat(tracer(folder.resolve("probe")).stream(), Stream.of("true")).toList();
      return Distribution.run(folder, command).status() == 0;
    } catch (IOException _) {
      return false;
    }
  }

  static SystemCalls in(Path file) throws IOException {
    List<Call> calls = new ArrayList<>();
    Map<String, Call> open = new HashMap<>();
    List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    for (int i = 0; i < lines.size(); i++) {
      Matcher begins = BEGINS.matcher(lines.get(i));
      Matcher resumes = RESUMES.matcher(lines.get(i));
      if (begins.matches()) {
        String rest = begins.group(4);
        int end = rest.indexOf(">,") >= 0 ? rest.indexOf(">,") : rest.lastIndexOf('>');
        boolean unfinished = rest.endsWith("<unfinished ...>");
        if (unfinished && rest.indexOf(">,") < 0) {
          end = rest.indexOf("> <unfinished");
          end = end < 0 ? rest.indexOf(">") : end;
        }
        Call call =
            new Call(
                begins.group(2),
                i,
                unfinished ? Integer.MAX_VALUE : i,
                rest.substring(0, Math.max(0, end)),
                rest);
        if (unfinished) {
          open.put(begins.group(1), call);
        } else {
          calls.add(call);
        }
      } else if (resumes.matches()) {
        Call call = open.remove(resumes.group(1));
        if (call != null) {
          calls.add(
              new Call(call.name(), call.began(), i, call.file(), call.text() + resumes.group(3)));
        }
      }
    }
    calls.addAll(open.values());
    return new SystemCalls(calls);
  }
}
