package dev.interlock.host;

import dev.interlock.host.cli.AssemblySource.Options;
import dev.interlock.host.cli.Duty;
import dev.interlock.host.cli.HostStarter;
import dev.interlock.host.config.ConfigDocument;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The host of `interlock run`, which also watches its file.
final class RunningHost implements HostStarter.Running {

  private final Host host;
  private final Reloading reloading;

  private RunningHost(Host host) {
    this.host = host;
    this.reloading = new Reloading(host);
  }

  static HostStarter.Running start(Options options, Duty duty) {
    ConfigDocument document = Assembly.read(options);
    Assembly assembly = Assembly.load(options, document);
    return new RunningHost(Host.start(assembly, document, duty, InstantSource.system()));
  }

  @Override
  public HostStarter.Summary summary() {
    List<String> plugins = new ArrayList<>();
    host.connectors()
        .reports()
        .forEach(
            report ->
                plugins.add(
                    report.state().equals("started")
                        ? report.manifest().id()
                        : report.manifest().id() + " (" + report.state() + ")"));
    List<String> notes = new ArrayList<>();
    host.readiness().degraded().forEach(each -> notes.add(each.subject() + ": " + each.detail()));
    String file = host.file().document().file().toString();
    boolean demo = plugins.contains("demo") && host.file().document().has("demo");
    return new HostStarter.Summary(demo ? file + " (demo)" : file, plugins, host.shownApi(), notes);
  }

  @Override
  public CompletableFuture<Void> ready() {
    return host.opened();
  }

  @Override
  public List<String> targets() {
    return host.targets();
  }

  @Override
  public boolean isDrained() {
    return host.isDrained();
  }

  @Override
  public void stop() {
    reloading.close();
    host.close();
  }
}
