package dev.interlock.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// The yardstick for a short command: picocli reads its one parameter, Jackson prints a small JSON.
@Command(name = "bare", mixinStandardHelpOptions = true)
public final class BareCommand implements Callable<Integer> {

  /// What is printed.
  public record Answer(String subject, Map<String, Object> properties) {}

  @Parameters(paramLabel = "SUBJECT")
  private String subject = "";

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new BareCommand()).execute(arguments));
  }

  @Override
  public Integer call() {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("type", "object");
    properties.put("required", new String[] {"id", "event"});
    System.out.println(
        JsonMapper.builder().build().writeValueAsString(new Answer(subject, properties)));
    return 0;
  }
}
