package dev.interlock.host.config;

import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.parser.Parser;

/// Stops a deeply nested text before the recursion that reads it can exhaust the stack, with the
/// place where it went too deep.
final class DepthLimit implements Parser {

  static final int DEEPEST = 50;

  private final Parser parser;
  private int depth;

  /// Nesting went beyond the limit at this mark.
  static final class TooDeep extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Mark mark;

    TooDeep(Mark mark) {
      super("nesting beyond " + DEEPEST, null, false, false);
      this.mark = mark;
    }

    Mark mark() {
      return mark;
    }
  }

  DepthLimit(Parser parser) {
    this.parser = parser;
  }

  @Override
  public boolean checkEvent(Event.ID choice) {
    return parser.checkEvent(choice);
  }

  @Override
  public Event peekEvent() {
    return parser.peekEvent();
  }

  @Override
  public Event getEvent() {
    Event event = parser.getEvent();
    if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
      throw new TooDeep(event.getStartMark());
    }
    if (event instanceof CollectionEndEvent) {
      depth--;
    }
    return event;
  }
}
