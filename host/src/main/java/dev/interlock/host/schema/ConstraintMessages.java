package dev.interlock.host.schema;

import java.util.Locale;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;

/// Messages without an expression language: the two standard ones that need it are written out
/// here.
final class ConstraintMessages extends ParameterMessageInterpolator {

  @Override
  public String interpolate(String template, Context context) {
    return super.interpolate(plain(template, context), context);
  }

  @Override
  public String interpolate(String template, Context context, Locale locale) {
    return super.interpolate(plain(template, context), context, locale);
  }

  private static String plain(String template, Context context) {
    boolean inclusive =
        Boolean.TRUE.equals(context.getConstraintDescriptor().getAttributes().get("inclusive"));
    String equal = inclusive ? "or equal to {value}" : "{value}";
    return switch (template) {
      case "{jakarta.validation.constraints.DecimalMin.message}" -> "must be greater than " + equal;
      case "{jakarta.validation.constraints.DecimalMax.message}" -> "must be less than " + equal;
      default -> template;
    };
  }
}
