package dev.interlock.tuning;

import dev.interlock.api.ConnectorContext;
import dev.interlock.api.HandlerFailure;
import dev.interlock.api.HostEvents.Checked;
import dev.interlock.api.HostEvents.Finding;
import dev.interlock.tuning.adjust.Catalog;
import dev.interlock.tuning.adjust.ComponentSettings;
import dev.interlock.tuning.measure.Measurer;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// Answers `check`: whether the URL may be reached, the targets read and written, and the reload
/// commands run.
final class Checks {

  private static final long LONGEST_SECONDS = 5;

  private final ConnectorContext context;
  private final TuningSettings settings;
  private final Catalog catalog;
  private final Measurer measurer;

  Checks(ConnectorContext context, TuningSettings settings, Catalog catalog, Measurer measurer) {
    this.context = context;
    this.settings = settings;
    this.catalog = catalog;
    this.measurer = measurer;
  }

  Checked run() throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    findings.add(url());
    for (ComponentSettings component : settings.components()) {
      findings.add(target(component));
      if (!component.reload().isEmpty()) {
        findings.add(reload(component));
      }
    }
    findings.add(state());
    return new Checked(findings);
  }

  private Finding url() throws InterruptedException {
    String subject = "tuning/measure";
    if (settings.measure().url() == null) {
      return ok(subject, "no url: nothing is measured");
    }
    try {
      context.egress().check(measurer.probe()).get(LONGEST_SECONDS, TimeUnit.SECONDS);
      return ok(subject, settings.measure().url().getHost() + " may be reached");
    } catch (ExecutionException refused) {
      Throwable cause = refused.getCause() == null ? refused : refused.getCause();
      return bad(
          subject,
          String.valueOf(cause.getMessage()),
          "correct tuning.measure.url, or allow its address in egress.allow");
    } catch (TimeoutException late) {
      return bad(
          subject,
          "its name was not resolved in " + LONGEST_SECONDS + " s",
          "see to the name service of this host");
    }
  }

  private Finding target(ComponentSettings component) {
    String subject = "tuning/" + component.name();
    Path target = catalog.targetOf(component);
    try {
      new Catalog(List.of(component), context.folder()).components();
    } catch (HandlerFailure unreadable) {
      return bad(
          subject,
          String.valueOf(unreadable.getMessage()),
          "make " + target + " a readable file of its format");
    }
    Path folder = realFolder(target);
    if (!Files.isWritable(folder) || (Files.exists(target) && !Files.isWritable(target))) {
      return bad(
          subject,
          target + " can't be replaced",
          "let this user write " + target + " and its folder");
    }
    return ok(
        subject,
        target
            + (Files.exists(target)
                ? " can be read and written"
                : " will be made by the first adjustment"));
  }

  private static Path realFolder(Path file) {
    Path absolute = file.toAbsolutePath();
    try {
      Path folder = (Files.exists(absolute) ? absolute.toRealPath() : absolute).getParent();
      return folder == null ? absolute : folder;
    } catch (java.io.IOException vanished) {
      return absolute;
    }
  }

  private Finding reload(ComponentSettings component) {
    String subject = "tuning/" + component.name() + " reload";
    String program = component.reload().getFirst();
    boolean found =
        program.contains("/") ? runs(context.folder().resolve(program)) : onPath(program);
    return found
        ? ok(subject, program + " can be run")
        : bad(
            subject,
            program + " is not there or can't be run",
            "chmod +x it; a relative path counts from " + context.folder());
  }

  private static boolean onPath(String program) {
    String path = System.getenv("PATH");
    Stream<String> folders =
        path == null ? Stream.empty() : Arrays.stream(path.split(File.pathSeparator));
    return folders
        .filter(folder -> !folder.isEmpty())
        .anyMatch(folder -> runs(Path.of(folder, program)));
  }

  private static boolean runs(Path program) {
    return Files.isRegularFile(program) && Files.isExecutable(program);
  }

  private Finding state() {
    Path state = context.folder().resolve(settings.state());
    Path folder = realFolder(state);
    return Files.isWritable(folder)
        ? ok("tuning/state", folder + " can be written")
        : bad(
            "tuning/state",
            folder + " can't be written",
            "let this user write it, or set tuning.state");
  }

  private static Finding ok(String subject, String detail) {
    return new Finding(subject, true, detail, "");
  }

  private static Finding bad(String subject, String detail, String remedy) {
    return new Finding(subject, false, detail, remedy);
  }
}
