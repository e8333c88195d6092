package dev.interlock.assembly;

import java.io.IOException;
import java.nio.file.Path;

/// A plugin with one event, cheap to publish in any number: `note`, whose body says where it stands
/// among those of its key.
final class NotePlugin {

  private static final String BODY =
      """
        /** What is noted. */
        public record Note(String key, long sequence, String text) {}
        @Override public List<Event<?, ?>> events() { return List.of(Event.of("note", Note.class, Void.class)); }
        @Override public void start(ConnectorContext context) {}
      """;

  private NotePlugin() {}

  /// A plugins folder with it and the webhooks, below `parent`.
  static Path folder(Path parent) throws IOException {
    Path plugins = PluginJar.folder(parent, "webhooks");
    PluginJar.write(plugins, "note", BODY);
    return plugins;
  }
}
