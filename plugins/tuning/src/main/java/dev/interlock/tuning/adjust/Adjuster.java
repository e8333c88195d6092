package dev.interlock.tuning.adjust;

import dev.interlock.api.ConnectorContext;
import dev.interlock.api.HandlerFailure;
import dev.interlock.tuning.adjust.Catalog.Change;
import dev.interlock.tuning.adjust.FileChanges.Edit;
import dev.interlock.tuning.adjust.FileFormat.NewValue;
import dev.interlock.tuning.measure.Measurer;
import dev.interlock.tuning.measure.Pause;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Answers `adjust`, `describe`, `components` and `promote`. One adjustment at a time; another
/// waits up to a minute.
public final class Adjuster {

  private static final long LONGEST_WAIT_SECONDS = 60;

  private final ConnectorContext context;
  private final Catalog catalog;
  private final Baseline baseline;
  private final ReentrantLock turn = new ReentrantLock();

  /// @param state the baseline's file
  public Adjuster(ConnectorContext context, Catalog catalog, Path state) {
    this.context = context;
    this.catalog = catalog;
    this.baseline = new Baseline(context.folder().resolve(state));
  }

  public Description describe() {
    return new Description(catalog.components(), Measurer.metrics());
  }

  /// Edits every target, then reloads every component that changed. Where a write or a reload
  /// fails, or the event is aborted before all is reloaded, the targets are as they were, and what
  /// had been reloaded is reloaded with them.
  public Description adjust(AdjustRequest request) throws InterruptedException {
    List<Change> changes = catalog.plan(request);
    Pause.of(request.control().delay(), "waiting");
    takeTurn();
    try {
      apply(changes);
    } finally {
      turn.unlock();
    }
    Pause.of(request.control().settlement(), "settling");
    return describe();
  }

  /// Keeps the current settings as the baseline.
  public @Nullable Void promote() throws InterruptedException {
    takeTurn();
    try {
      baseline.keep(catalog.components(), context.clock().instant());
    } finally {
      turn.unlock();
    }
    context
        .activity()
        .info(
            "the current settings are the baseline now, kept in {}", baseline.file().getFileName());
    return null;
  }

  private void takeTurn() throws InterruptedException {
    if (!turn.tryLock(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
      throw new HandlerFailure(
          "busy", "another adjustment is still under way after a minute; nothing was changed");
    }
  }

  private void apply(List<Change> changes) throws InterruptedException {
    Map<Path, Edit> edits = new LinkedHashMap<>();
    Set<ComponentSettings> changed = new LinkedHashSet<>();
    for (Change change : changes) {
      Snapshot now = Snapshot.read(catalog.targetOf(change.component()));
      Edit edit = edits.getOrDefault(now.path(), new Edit(now, now.text()));
      String text = edited(change, edit);
      if (!text.equals(edit.text())) {
        edits.put(now.path(), new Edit(edit.before(), text));
        changed.add(change.component());
      }
    }
    FileChanges files = new FileChanges(edits.values());
    files.apply();
    reload(changed, files);
    for (Change change : changes) {
      context.logger().info("adjusted setting={} value={}", change.key(), change.text());
    }
  }

  private static String edited(Change change, Edit edit) {
    boolean number = change.setting().type() == SettingType.RANGE;
    try {
      return FileFormat.of(change.component().target())
          .set(edit.text(), change.key(), new NewValue(change.text(), number));
    } catch (IllegalArgumentException broken) {
      throw new HandlerFailure(
          "target", edit.before().path() + ": " + broken.getMessage() + "; nothing was changed");
    }
  }

  private void reload(Set<ComponentSettings> changed, FileChanges files)
      throws InterruptedException {
    List<ComponentSettings> reloaded = new ArrayList<>();
    try {
      for (ComponentSettings component : changed) {
        reloaded.add(component);
        reload(component);
      }
    } catch (InterruptedException aborted) {
      rollBack(reloaded, files).forEach(aborted::addSuppressed);
      throw aborted;
    } catch (HandlerFailure failed) {
      throw rolledBack(failed, rollBack(reloaded, files));
    }
  }

  private void reload(ComponentSettings component) throws InterruptedException {
    if (!component.reload().isEmpty()) {
      new ReloadCommand(component.reload(), context.folder(), component.reloadTimeout()).run();
      context.activity().info("{} reloaded", component.name());
    }
  }

  private static HandlerFailure rolledBack(HandlerFailure cause, List<Exception> left) {
    StringBuilder message = new StringBuilder(String.valueOf(cause.getMessage()));
    message.append(
        left.isEmpty() ? "; the old settings are back" : "; and the way back failed too");
    left.forEach(failure -> message.append(": ").append(failure.getMessage()));
    HandlerFailure failure = new HandlerFailure(cause.code(), message.toString());
    failure.addSuppressed(cause);
    return failure;
  }

  /// An abort that comes now does not stop it: it takes effect after.
  ///
  /// @return what could not be brought back
  private List<Exception> rollBack(List<ComponentSettings> reloaded, FileChanges files) {
    boolean interrupted = Thread.interrupted();
    List<Exception> left = new ArrayList<>(files.restore());
    for (ComponentSettings component : reloaded.reversed()) {
      try {
        reload(component);
      } catch (HandlerFailure again) {
        left.add(again);
      } catch (InterruptedException again) {
        left.add(again);
        interrupted = true;
      }
    }
    context
        .logger()
        .warn("adjustment rolled back components={} failures={}", reloaded.size(), left.size());
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return left;
  }
}
