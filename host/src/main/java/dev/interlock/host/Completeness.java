package dev.interlock.host;

import dev.interlock.host.http.Readiness.Degradation;
import dev.interlock.host.plugin.ConnectorTypes;
import dev.interlock.host.plugin.Connectors;
import dev.interlock.host.plugin.PluginFolder;
import java.util.ArrayList;
import java.util.List;

/// Which connectors and JARs of an assembly don't run, each with why and what to do.
record Completeness(Assembly assembly, Connectors connectors) {

  private static final String PLUGINS = "plugins/";

  /// Those without which no event is taken from outside.
  List<Degradation> missing(BoundFile file, ConnectorTypes types) {
    List<String> optional = file.plugins().optional().stream().map(name -> PLUGINS + name).toList();
    return notRunning(file, types).stream()
        .filter(each -> !optional.contains(each.subject()))
        .toList();
  }

  /// All of them; a connector without its section is dormant, and none.
  List<Degradation> notRunning(BoundFile file, ConnectorTypes types) {
    List<Degradation> found = new ArrayList<>();
    for (PluginFolder.Rejected each : assembly.rejected()) {
      if (each.belongs()) {
        String jar = String.valueOf(each.jar().getFileName());
        String remedy =
            "; put it right and restart, or name it in plugins: {optional: [" + jar + "]}";
        found.add(new Degradation(PLUGINS + jar, each.reason() + remedy));
      }
    }
    for (String name : file.untaken()) {
      String why =
          "the file has its section, and no connector of that name is loaded; put its JAR right and"
              + " restart, or name it in plugins: {optional: ["
              + name
              + "]}";
      found.add(new Degradation(PLUGINS + name, why));
    }
    types.failures().forEach((name, why) -> found.add(new Degradation(PLUGINS + name, why)));
    for (Connectors.Report report : connectors.reports()) {
      if (report.state().equals("failed")) {
        found.add(new Degradation(PLUGINS + report.manifest().id(), report.detail()));
      }
    }
    return found;
  }

  /// JARs that lie in the folder and are not of the assembly.
  List<Degradation> foreign() {
    return assembly.rejected().stream()
        .filter(each -> !each.belongs())
        .map(each -> new Degradation(PLUGINS + each.jar().getFileName(), each.reason()))
        .toList();
  }
}
