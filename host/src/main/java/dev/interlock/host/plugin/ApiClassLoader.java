package dev.interlock.host.plugin;

import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/// What plugins see of the host: the JDK, and the packages that a connector compiles against.
/// Nothing else falls through, no resource either, so that a plugin's own libraries never meet the
/// host's.
final class ApiClassLoader extends ClassLoader {

  static {
    registerAsParallelCapable();
  }

  private static final List<String> ALLOWED =
      List.of(
          "dev.interlock.api.",
          "org.jspecify.annotations.",
          "org.slf4j.",
          "com.fasterxml.jackson.annotation.",
          "jakarta.validation.",
          "io.micrometer.core.",
          "io.micrometer.common.",
          "io.micrometer.observation.",
          "picocli.",
          "org.pf4j.");

  private final ClassLoader host;

  ApiClassLoader(ClassLoader host) {
    super("interlock-api", ClassLoader.getPlatformClassLoader());
    this.host = host;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    for (String prefix : ALLOWED) {
      if (name.startsWith(prefix)) {
        return host.loadClass(name);
      }
    }
    throw new ClassNotFoundException(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) {
    return Collections.emptyEnumeration();
  }
}
