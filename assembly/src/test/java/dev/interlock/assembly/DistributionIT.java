package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.assembly.Distribution.Ended;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The folder and the archives of it: what is in them, and that it starts wherever it was put.
class DistributionIT {

  private final Distribution distribution = Distribution.built();

  @TempDir Path folder;

  @Test
  void hasEverythingThatItsReadmeNames() throws IOException {
    for (String file :
        List.of("bin/interlock", "lib/find-java.sh", "webhooks.yaml", "LICENSE", "README.md")) {
      assertThat(distribution.folder().resolve(file)).isNotEmptyFile();
    }
    assertThat(distribution.launcher()).isExecutable();
    assertThat(distribution.jars("plugins")).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void libHoldsExactlyTheHostAndItsClassPath() throws IOException {
    Path host =
        distribution
            .folder()
            .resolve("lib/interlock-host-%s.jar".formatted(Distribution.version()));
    try (JarFile jar = new JarFile(host.toFile())) {
      String classPath = jar.getManifest().getMainAttributes().getValue("Class-Path");
      List<String> others =
          distribution.jars("lib").stream()
              .filter(file -> !file.equals(host))
              .map(Path::getFileName)
              .map(Path::toString)
              .toList();
      assertThat(classPath.split(" ")).containsExactlyInAnyOrderElementsOf(others);
      assertThat(others)
          .noneMatch(name -> name.matches("(junit|assertj|awaitility|archunit|jqwik|jmh).*"));
    }
  }

  @Test
  void startsThroughASymbolicLinkFromAnywhere() throws Exception {
    Path link = folder.resolve("linked");
    Files.createSymbolicLink(link, distribution.launcher());
    saysItsVersion(Distribution.run(folder, List.of(link.toString(), "version")));
    Files.delete(link);
  }

  @Test
  void startsByJavaAlone() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String jar =
        distribution
            .folder()
            .resolve("lib/interlock-host-%s.jar".formatted(Distribution.version()))
            .toString();
    saysItsVersion(Distribution.run(folder, List.of(java, "-jar", jar, "version")));
  }

  @Test
  void startsFromTheUnpackedTar() throws Exception {
    List<String> unpack =
        List.of("tar", "-xzf", distribution.archive("tar.gz").toString(), "-C", folder.toString());
    assertThat(Distribution.run(folder, unpack).errors()).isEmpty();
    startsFrom(folder.resolve(distribution.folder().getFileName()));
  }

  @Test
  void startsFromTheUnpackedZip() throws Exception {
    unzip(distribution.archive("zip"), folder);
    startsFrom(folder.resolve(distribution.folder().getFileName()));
  }

  @Test
  void oneLineSaysThatAJdkIsMissing() throws Exception {
    ProcessBuilder builder = new ProcessBuilder(distribution.launcher().toString(), "version");
    builder.environment().put("INTERLOCK_JAVA_HOME", folder.toString());
    Process process = builder.start();
    String errors = new String(process.getErrorStream().readAllBytes());
    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(errors.lines()).hasSize(1);
    assertThat(errors).contains("JDK 25").contains(folder.toString());
  }

  @Test
  void aCacheThatDoesNotFitIsPassedOverInSilence() throws Exception {
    Path copy = folder.resolve("copy");
    assertThat(
            Distribution.run(
                    folder, List.of("cp", "-R", distribution.folder().toString(), copy.toString()))
                .status())
        .isZero();
    Files.createDirectories(copy.resolve("var"));
    Files.write(copy.resolve("var/cli.aot"), new byte[4096]);
    saysItsVersion(new Distribution(copy).run(folder, "version"));
  }

  private static void saysItsVersion(Ended ended) {
    assertThat(ended.errors()).isEmpty();
    assertThat(ended.output()).contains(Distribution.version());
    assertThat(ended.status()).isZero();
  }

  private void startsFrom(Path unpacked) throws Exception {
    assertThat(unpacked.resolve("bin/interlock")).isExecutable();
    Distribution moved = new Distribution(unpacked);
    saysItsVersion(moved.run(folder, "version"));
    assertThat(moved.run(folder, "plugins").output())
        .contains(unpacked.toRealPath().resolve("plugins").toString())
        .doesNotContain(distribution.folder().toString());
  }

  private static void unzip(Path archive, Path target) throws IOException {
    try (FileSystem zip =
            FileSystems.newFileSystem(archive, Map.of("enablePosixFileAttributes", true));
        Stream<Path> files = Files.walk(zip.getPath("/"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path copy = target.resolve(file.toString().substring(1));
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
          Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(file));
        }
      }
    }
  }
}
