package dev.interlock.host.config;

import dev.interlock.host.config.ConfigProblem.Severity;
import dev.interlock.host.config.Setting.Mapping;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The operator's file at one moment, read whole: YAML 1.2, references resolved, overrides laid
/// over it, the place of every value known. Immutable, so any thread may use it. `toString` shows
/// no values.
public final class ConfigDocument {

  private final Path file;
  private final byte[] bytes;
  private final Mapping root;
  private final Redaction redaction;

  private ConfigDocument(Path file, byte[] bytes, Mapping root, Redaction redaction) {
    this.file = file;
    this.bytes = bytes;
    this.root = root;
    this.redaction = redaction;
  }

  /// Reads `file`. Problems name it as it is given here.
  ///
  /// @param overrides from `a.b[0].c` to a value in YAML
  /// @throws ConfigException with every problem
  public static ConfigDocument read(
      Path file, References references, Map<String, String> overrides) {
    Problems problems = new Problems();
    Optional<SourceText> source = SourceText.read(file, problems);
    ReferenceReader reader = new ReferenceReader(references, folderOf(file));
    String name = file.toString();
    Setting whole =
        source
            .flatMap(
                text ->
                    new YamlReader(name, true, reader, problems)
                        .read(text.text(), SettingPath.ROOT))
            .orElseGet(() -> Mapping.empty(SettingPath.ROOT, new Place(name, 1, 1)));
    return finish(
        file,
        source.map(SourceText::bytes).orElse(new byte[0]),
        topLevel(whole, problems),
        overrides,
        reader,
        problems);
  }

  /// A document of overrides alone, for a host that is started without a file.
  ///
  /// @param folder relative paths count from here
  /// @throws ConfigException with every problem
  public static ConfigDocument empty(
      Path folder, References references, Map<String, String> overrides) {
    Problems problems = new Problems();
    Mapping root = Mapping.empty(SettingPath.ROOT, Place.whole("(no file)"));
    ReferenceReader reader = new ReferenceReader(references, folder);
    return finish(folder.resolve("webhooks.yaml"), new byte[0], root, overrides, reader, problems);
  }

  private static ConfigDocument finish(
      Path file,
      byte[] bytes,
      Mapping root,
      Map<String, String> overrides,
      ReferenceReader reader,
      Problems problems) {
    Setting laid = new Overrides(reader, problems).apply(root, overrides);
    if (!problems.isEmpty() || !(laid instanceof Mapping mapping)) {
      throw new ConfigException(problems.inOrder());
    }
    return new ConfigDocument(file, bytes, mapping, new Redaction(reader.resolved()));
  }

  private static Mapping topLevel(Setting whole, Problems problems) {
    if (whole instanceof Mapping mapping) {
      return mapping;
    }
    boolean nothing = whole instanceof Setting.Scalar scalar && scalar.json().isNull();
    if (!nothing) {
      problems.error(whole, "found " + Found.words(whole) + ", expected a mapping of sections");
    }
    return Mapping.empty(SettingPath.ROOT, whole.place());
  }

  private static Path folderOf(Path file) {
    @Nullable Path folder = file.toAbsolutePath().getParent();
    return folder == null ? file.toAbsolutePath() : folder;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  public Path file() {
    return file;
  }

  /// Relative paths count from here.
  public Path folder() {
    return folderOf(file);
  }

  /// SHA-256 of the file's bytes in hex, to compare the files of several hosts.
  public String hash() {
    return sha256(bytes);
  }

  /// The top-level keys, in the order of the file.
  public Set<String> keys() {
    return new LinkedHashSet<>(root.entries().keySet());
  }

  public boolean has(String key) {
    return root.entries().containsKey(key);
  }

  /// The whole as JSON, with secrets in it. Each call makes a copy.
  public JsonNode tree() {
    return root.json();
  }

  /// What stands under a top-level key, with secrets in it.
  public Optional<JsonNode> section(String key) {
    return Optional.ofNullable(root.entries().get(key)).map(entry -> entry.value().json());
  }

  /// Where the value of a path stands: `webhooks[0].events[0]`; a path that leads nowhere gives its
  /// nearest ancestor.
  public Place placeOf(String path) {
    return nearest(path).place();
  }

  private Setting nearest(String path) {
    Setting at = root;
    for (SettingPath.Step step :
        SettingPath.parse(path).map(SettingPath::steps).orElse(List.of())) {
      Optional<Setting> next = at.child(step);
      if (next.isEmpty()) {
        break;
      }
      at = next.get();
    }
    return at;
  }

  /// A problem at the place of a path, for checks that look across sections; without hidden values
  /// that its message may name.
  public ConfigProblem problem(Severity severity, String path, String message) {
    Setting nearest = nearest(path);
    Place place = nearest.place();
    String plain = redaction.redact(message, nearest);
    return new ConfigProblem(severity, place.source(), place.line(), place.column(), path, plain);
  }

  /// Top-level keys that nobody takes: errors with the nearest known one; where connectors are
  /// missing because they failed to load, warnings.
  public List<ConfigProblem> unknownKeys(Collection<String> known, boolean incomplete) {
    return root.entries().entrySet().stream()
        .filter(entry -> !known.contains(entry.getKey()))
        .map(entry -> unknownKey(entry.getKey(), entry.getValue(), known, incomplete))
        .toList();
  }

  private static ConfigProblem unknownKey(
      String key, Setting.Entry entry, Collection<String> known, boolean incomplete) {
    String found = "found " + Found.quoted(key, 64) + ", no such section";
    SettingPath path = entry.value().path();
    if (incomplete) {
      return ConfigProblem.at(
          Severity.WARNING,
          entry.keyPlace(),
          path,
          found + " while some connectors are not loaded; it is dormant");
    }
    return ConfigProblem.error(entry.keyPlace(), path, found + Nearest.hint(key, known));
  }

  /// The top-level keys whose values differ, references resolved; sorted.
  public Set<String> changedKeys(ConfigDocument other) {
    Set<String> changed = new TreeSet<>();
    Set<String> all = keys();
    all.addAll(other.keys());
    for (String key : all) {
      if (!section(key).equals(other.section(key))) {
        changed.add(key);
      }
    }
    return changed;
  }

  /// The section as settings; where there is none, or nothing under its key, an empty mapping.
  Setting setting(String key) {
    Setting.Entry entry = root.entries().get(key);
    if (entry == null) {
      return Mapping.empty(SettingPath.ROOT.key(key), root.place());
    }
    Setting value = entry.value();
    boolean nothing = value instanceof Setting.Scalar scalar && scalar.json().isNull();
    return nothing ? Mapping.empty(value.path(), entry.keyPlace()) : value;
  }

  Redaction redaction() {
    return redaction;
  }

  @Override
  public String toString() {
    return file + " " + keys();
  }
}
