package dev.interlock.host;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.Events;
import dev.interlock.api.InterlockException;
import dev.interlock.api.embed.EmbeddedHost;
import dev.interlock.host.cli.AssemblySource.Options;
import dev.interlock.host.cli.Duty;
import dev.interlock.host.config.ConfigDocument;
import dev.interlock.host.http.Readiness;
import dev.interlock.host.plugin.PluginModule;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Starts a host inside another program, found by the service loader.
public final class EmbeddedLauncher implements EmbeddedHost.Launcher {

  @Override
  public EmbeddedHost start(EmbeddedHost.Setup setup) {
    List<PluginModule> modules = new ArrayList<>();
    setup
        .connectors()
        .forEach((name, connector) -> modules.add(PluginModule.embedded(name, connector)));
    Options options = new Options(setup.file(), null, Map.of());
    ConfigDocument document = Assembly.read(options);
    Host host =
        Host.start(Assembly.embedded(options, modules), document, Duty.all(null), setup.clock());
    Embedded embedded = new Embedded(host, new Reloading(host));
    List<Readiness.Degradation> hindrances = host.hindrances();
    if (!hindrances.isEmpty()) {
      embedded.close();
      Readiness.Degradation first = hindrances.getFirst();
      throw new InterlockException(ErrorCategory.PLUGIN, first.subject() + ": " + first.detail());
    }
    return embedded;
  }

  private record Embedded(Host host, Reloading reloading) implements EmbeddedHost {

    @Override
    public Events events() {
      return host.events();
    }

    @Override
    public URI api() {
      return host.api();
    }

    @Override
    public void close() {
      reloading.close();
      host.close();
    }
  }
}
