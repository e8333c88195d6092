package dev.interlock.api;

import jakarta.validation.constraints.NotNull;
import java.util.List;

/// The events that the host itself defines.
public final class HostEvents {

  public static final Event<Void, Void> STARTUP =
      Event.of("startup", Void.class, Void.class)
          .withoutVeto()
          .describedAs("The assembly starts; every connector has registered.");

  public static final Event<Void, Void> SHUTDOWN =
      Event.of("shutdown", Void.class, Void.class)
          .withoutVeto()
          .describedAs("The assembly stops; connectors still answer.");

  public static final Event<Void, Checked> CHECK =
      Event.of("check", Void.class, Checked.class)
          .concurrent()
          .describedAs("Each connector says whether what it needs is there.");

  public static final Event<Attachment, Void> ATTACH =
      Event.notice("attach", Attachment.class)
          .describedAs("A connector was added to the assembly.");

  public static final Event<Attachment, Void> DETACH =
      Event.notice("detach", Attachment.class)
          .describedAs("A connector was removed from the assembly.");

  public static final Event<Cancellation, Void> CANCELLED =
      Event.notice("cancelled", Cancellation.class)
          .describedAs("A before handler vetoed an event.");

  public static final Event<Reload, Void> RELOADED =
      Event.notice("reloaded", Reload.class).describedAs("A changed file was taken over.");

  private HostEvents() {}

  public static List<Event<?, ?>> all() {
    return List.of(STARTUP, SHUTDOWN, CHECK, ATTACH, DETACH, CANCELLED, RELOADED);
  }

  /// @param connector its name
  /// @param version its version
  public record Attachment(@NotNull String connector, @NotNull String version) {}

  /// @param id the cancelled event's id
  /// @param event its name
  /// @param cancelledBy `CONNECTOR/HANDLER`
  /// @param reason what that handler said
  public record Cancellation(
      @NotNull String id,
      @NotNull String event,
      @NotNull String cancelledBy,
      @NotNull String reason) {}

  /// @param sections the top-level keys that changed
  public record Reload(@NotNull List<String> sections) {
    public Reload {
      sections = List.copyOf(sections);
    }
  }

  /// What one connector found when it was asked to check.
  public record Checked(@NotNull List<Finding> findings) {
    public Checked {
      findings = List.copyOf(findings);
    }
  }

  /// @param subject what was checked, `webhooks/ledger`
  /// @param ok whether it is as it should be
  /// @param detail what was found
  /// @param remedy what to do, empty where nothing is to do
  public record Finding(
      @NotNull String subject, boolean ok, @NotNull String detail, @NotNull String remedy) {}
}
