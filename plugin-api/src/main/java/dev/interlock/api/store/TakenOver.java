package dev.interlock.api.store;

import java.util.List;

/// What a connector has taken over from an older system.
///
/// @param what it was, in the plural, as `webhooks`
/// @param imported how many were not there before
/// @param known how many were there already, and stay as they are
/// @param notes lines for people; outside text in them is escaped by the host
public record TakenOver(String what, long imported, long known, List<String> notes) {

  public TakenOver {
    notes = List.copyOf(notes);
  }
}
