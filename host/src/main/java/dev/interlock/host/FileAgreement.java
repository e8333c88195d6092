package dev.interlock.host;

import dev.interlock.api.HostEvents.Finding;
import dev.interlock.host.delivery.DeliveryStore.LivingHost;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Whether the hosts that share a store run the same file, as `check` says it.
final class FileAgreement {

  private static final int ENOUGH = 8;

  private FileAgreement() {}

  /// Empty where there is nobody to agree with.
  static Optional<Finding> of(List<LivingHost> hosts) {
    if (hosts.size() < 2) {
      return Optional.empty();
    }
    // in the order in which they came to their files
    Map<String, List<LivingHost>> byFile =
        hosts.stream()
            .sorted(Comparator.comparing(FileAgreement::since))
            .collect(
                Collectors.groupingBy(
                    host -> host.file().fileHash(), LinkedHashMap::new, Collectors.toList()));
    if (byFile.size() == 1) {
      return Optional.of(new Finding("files", true, hosts.size() + " hosts run the same file", ""));
    }
    String detail =
        byFile.values().stream().map(FileAgreement::shown).collect(Collectors.joining("; "));
    return Optional.of(
        new Finding(
            "files",
            false,
            "hosts on one store run " + byFile.size() + " differing files: " + detail,
            "give every host the same file; after a change of the file each takes it over by"
                + " itself"));
  }

  private static Instant since(LivingHost host) {
    Instant since = host.since();
    return since == null ? Instant.EPOCH : since;
  }

  private static String shown(List<LivingHost> group) {
    String hash = group.getFirst().file().fileHash();
    return hash.substring(0, Math.min(ENOUGH, hash.length()))
        + " on "
        + group.stream().map(FileAgreement::shown).collect(Collectors.joining(", "));
  }

  private static String shown(LivingHost host) {
    Instant since = host.since();
    return since == null
        ? host.file().label()
        : host.file().label() + " since " + since.truncatedTo(ChronoUnit.SECONDS);
  }
}
