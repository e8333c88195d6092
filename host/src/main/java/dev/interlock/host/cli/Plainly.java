package dev.interlock.host.cli;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/// What `interlock run` is parsed by, said in code: to read annotations takes longer than to parse,
/// and most of all at a start.
final class Plainly {

  /// picocli's own looks for Groovy in every JAR as soon as it is made.
  static final IFactory FACTORY =
      new IFactory() {
        @Override
        public <K> K create(Class<K> type) throws Exception {
          return CommandLine.defaultFactory().create(type);
        }
      };

  private Plainly() {}

  /// A command with the options that all have.
  ///
  /// @param command runs it: a Runnable or a Callable
  static CommandSpec command(String name, String description, Object command) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command, FACTORY).name(name);
    spec.versionProvider(new ProductVersion());
    spec.usageMessage().description(description);
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .description("Show this help message and exit.")
            .build());
    spec.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("Print version information and exit.")
            .build());
    return spec;
  }

  static ISetter setter(Consumer<@Nullable Object> take) {
    return new ISetter() {
      @Override
      public <T> T set(T value) {
        take.accept(value);
        return value;
      }
    };
  }

  static IGetter getter(Supplier<Object> give) {
    return new IGetter() {
      @Override
      @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
      public <T> T get() {
        return (T) give.get();
      }
    };
  }
}
