package dev.interlock.assembly;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// The rules that hold between packages. Each says on how many classes it must look at least, so
/// that none passes on nothing.
class ArchitectureTest {

  private static final String HOST = "dev.interlock.host";

  /// Left may use right; beneath them all stands plugin-api. Only the host's root package, which
  /// wires, sees all.
  static final List<String> LAYERS =
      List.of("cli", "http", "plugin", "delivery", "egress", "bus", "schema", "store", "config");

  private static final JavaClasses INTERLOCK =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/dev/interlock/assembly/"))
          .withImportOption(location -> !location.contains("/dev/interlock/testkit/"))
          .importPackages("dev.interlock");

  private static final JavaClasses HOST_CLASSES = in(HOST + "..");
  private static final JavaClasses PLUGIN_CLASSES =
      INTERLOCK.that(
          described(
              "are a plugin's",
              type ->
                  !resideInAPackage(HOST + "..").test(type)
                      && !resideInAPackage("dev.interlock.api..").test(type)
                      && !resideInAPackage("dev.interlock.client..").test(type)));

  @ParameterizedTest
  @FieldSource("LAYERS")
  void aHostPackageUsesOnlyWhatStandsToItsRight(String layer) {
    String[] above =
        LAYERS.subList(0, LAYERS.indexOf(layer)).stream()
            .map(name -> HOST + "." + name + "..")
            .toArray(String[]::new);
    JavaClasses classes = in(HOST + "." + layer + "..");
    ArchRule rule =
        noClasses()
            .should()
            .dependOnClassesThat(
                described(
                    "wire, or stand to the left of " + layer,
                    type ->
                        type.getPackageName().equals(HOST)
                            || Arrays.stream(above)
                                .anyMatch(pattern -> resideInAPackage(pattern).test(type))))
            .allowEmptyShould(true);
    rule.check(classes);
  }

  @Test
  void everyHostPackageHasItsPlace() {
    assertThat(HOST_CLASSES.size()).isGreaterThanOrEqualTo(80);
    assertThat(HOST_CLASSES.stream().map(ArchitectureTest::layerOf).collect(Collectors.toSet()))
        .contains("", "cli", "http", "plugin", "egress", "bus", "schema", "config")
        .isSubsetOf(plus(LAYERS, ""));
  }

  @Test
  void aPluginNeverSeesTheHostOrAnotherPlugin() {
    assertThat(PLUGIN_CLASSES.size()).isGreaterThanOrEqualTo(30);
    PLUGIN_CLASSES.stream()
        .map(ArchitectureTest::family)
        .distinct()
        .forEach(
            plugin ->
                noClasses()
                    .should()
                    .dependOnClassesThat(
                        described(
                            "are neither " + plugin + "'s own nor the API's nor the client's",
                            type ->
                                resideInAPackage("dev.interlock..").test(type)
                                    && !Set.of(plugin, "api", "client").contains(family(type))))
                    .check(in("dev.interlock." + plugin + "..")));
  }

  @Test
  void noPackagesFormACycle() {
    // The API's root package names the services of its other packages, and they its exceptions: one
    // unit.
    JavaClasses classes =
        INTERLOCK.that(
            described(
                "are not the API's", type -> !resideInAPackage("dev.interlock.api..").test(type)));
    assertThat(classes.size()).isGreaterThanOrEqualTo(100);
    SlicesRuleDefinition.slices()
        .assignedFrom(new PackageSlices())
        .should()
        .beFreeOfCycles()
        .check(classes);
  }

  @Test
  void nothingSleeps() {
    checkAll(
        noClasses()
            .should(
                callMethodWhere(
                    calls(
                        "sleep",
                        List.of("java.lang.Thread", "java.util.concurrent.TimeUnit"),
                        "sleep"))));
  }

  @Test
  void wallClockTimeComesFromTheInstantSourceThatTheHostsRootMakes() {
    List<String> readers =
        List.of(
            "java.time.Instant",
            "java.time.LocalDate",
            "java.time.LocalTime",
            "java.time.LocalDateTime",
            "java.time.ZonedDateTime",
            "java.time.OffsetDateTime");
    // The client runs in other people's programs, where no host hands it a clock.
    JavaClasses classes =
        INTERLOCK.that(
            described(
                "are neither the host's root nor the client's",
                type ->
                    !type.getPackageName().equals(HOST)
                        && !resideInAPackage("dev.interlock.client..").test(type)));
    assertThat(classes.size()).isGreaterThanOrEqualTo(150);
    DescribedPredicate<JavaMethodCall> readsTheClock =
        calls("now", readers, "now")
            .or(calls("system", List.of("java.time.Clock", "java.time.InstantSource"), "system"))
            .or(calls("milliseconds", List.of("java.lang.System"), "currentTimeMillis"));
    noClasses().should(callMethodWhere(readsTheClock)).check(classes);
    noClasses().should().callConstructor(java.util.Date.class).check(classes);
  }

  @Test
  void onlyTheCommandLineWritesToTheTerminal() {
    JavaClasses classes =
        INTERLOCK.that(
            described(
                "are neither Main nor the command line",
                type ->
                    !resideInAPackage(HOST + ".cli..").test(type)
                        && !type.getFullName().equals(HOST + ".Main")));
    assertThat(classes.size()).isGreaterThanOrEqualTo(150);
    GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(classes);
  }

  @Test
  void sqlLivesInStorePackages() {
    JavaClasses classes =
        INTERLOCK.that(
            described("are no store's", type -> !resideInAPackage("..store..").test(type)));
    assertThat(classes.size()).isGreaterThanOrEqualTo(150);
    // The client enqueues in its caller's own JDBC transaction: a connection is what it is handed.
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.interlock.client..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..")
        .check(classes);
  }

  @Test
  void outboundCallsGoThroughEgress() {
    // The command line calls the host that it belongs to; nobody else's address can be put there.
    JavaClasses classes =
        INTERLOCK.that(
            described(
                "are neither egress nor the command line",
                type ->
                    !resideInAPackage(HOST + ".egress..").test(type)
                        && !resideInAPackage(HOST + ".cli..").test(type)));
    assertThat(classes.size()).isGreaterThanOrEqualTo(150);
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net.http..", "org.apache.hc..")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(
            java.net.Socket.class,
            java.net.URLConnection.class,
            java.nio.channels.SocketChannel.class)
        .check(classes);
  }

  private static void checkAll(ArchRule rule) {
    assertThat(INTERLOCK.size()).isGreaterThanOrEqualTo(200);
    rule.check(INTERLOCK);
  }

  private static JavaClasses in(String packages) {
    return INTERLOCK.that(resideInAPackage(packages));
  }

  /// `bus` of `dev.interlock.host.bus.dispatch`; empty for the host's root.
  private static String layerOf(JavaClass type) {
    String[] parts = type.getPackageName().split("\\.");
    return parts.length > 3 ? parts[3] : "";
  }

  /// `webhooks` of `dev.interlock.webhooks.signing`.
  private static String family(JavaClass type) {
    return type.getPackageName().split("\\.")[2];
  }

  private static Set<String> plus(List<String> names, String name) {
    return java.util.stream.Stream.concat(names.stream(), java.util.stream.Stream.of(name))
        .collect(Collectors.toSet());
  }

  private static DescribedPredicate<JavaClass> described(
      String description, java.util.function.Predicate<JavaClass> test) {
    return DescribedPredicate.describe(description, test);
  }

  private static DescribedPredicate<JavaMethodCall> calls(
      String description, List<String> owners, String prefix) {
    return DescribedPredicate.describe(
        description,
        call ->
            owners.contains(call.getTargetOwner().getFullName())
                && call.getTarget().getName().startsWith(prefix));
  }

  /// A slice for each package.
  private static final class PackageSlices implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return SliceIdentifier.of(type.getPackageName());
    }

    @Override
    public String getDescription() {
      return "every package";
    }
  }
}
