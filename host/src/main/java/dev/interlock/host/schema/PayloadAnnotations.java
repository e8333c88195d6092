package dev.interlock.host.schema;

import java.util.Locale;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;

/// Jackson's annotations, and enum constants in lowercase where they have no name of their own.
final class PayloadAnnotations extends JacksonAnnotationIntrospector {

  private static final long serialVersionUID = 1L;

  @Override
  public String[] findEnumValues(
      MapperConfig<?> config, AnnotatedClass type, Enum<?>[] constants, String[] names) {
    String[] found = super.findEnumValues(config, type, constants, names);
    for (int i = 0; i < constants.length; i++) {
      if (found[i] == null) {
        found[i] = constants[i].name().toLowerCase(Locale.ROOT);
      }
    }
    return found;
  }
}
