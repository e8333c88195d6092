package dev.interlock.host.bus;

import dev.interlock.api.HandlerError;
import dev.interlock.api.PublishOptions;
import dev.interlock.api.Result;
import dev.interlock.host.bus.Handler.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// Runs the `on` handlers that may respond: in order, or at the same time where the event says so.
final class OnPhase {

  private final Dispatch dispatch;
  private final List<Handler> responders;

  /// What one handler answered: a result, or an error.
  record Answer(String connector, @Nullable Object value, @Nullable HandlerError error) {}

  /// In the handlers' order.
  record Answers(List<Answer> all, List<Result<Object>> results, List<HandlerError> errors) {

    private static final Answers NONE = new Answers(List.of(), List.of(), List.of());

    static Answers of(List<Answer> all) {
      if (all.size() == 1 && all.getFirst().error() == null) {
        Answer only = all.getFirst();
        return new Answers(all, List.of(new Result<>(only.connector(), only.value())), List.of());
      }
      List<Result<Object>> results = new ArrayList<>(all.size());
      List<HandlerError> errors = new ArrayList<>(0);
      for (Answer answer : all) {
        if (answer.error() == null) {
          results.add(new Result<>(answer.connector(), answer.value()));
        } else {
          errors.add(answer.error());
        }
      }
      return new Answers(all, List.copyOf(results), List.copyOf(errors));
    }
  }

  private OnPhase(Dispatch dispatch, List<Handler> responders) {
    this.dispatch = dispatch;
    this.responders = responders;
  }

  static Answers run(Dispatch dispatch, Handler[] handlers) {
    if (handlers.length == 0) {
      return Answers.NONE;
    }
    if (handlers.length == 1 && !dispatch.options().first() && asksAll(dispatch.options())) {
      Handler only = handlers[0];
      return Answers.of(List.of(dispatch.aborted() ? aborted(only) : call(dispatch, only)));
    }
    OnPhase phase = new OnPhase(dispatch, responders(dispatch.options(), handlers));
    boolean together =
        dispatch.channel().event().isConcurrent()
            && !dispatch.options().first()
            && phase.responders.size() > 1;
    return Answers.of(together ? phase.together() : phase.inOrder());
  }

  private static List<Handler> responders(PublishOptions options, Handler[] handlers) {
    if (asksAll(options)) {
      return List.of(handlers);
    }
    List<Handler> chosen = new ArrayList<>(handlers.length);
    for (Handler handler : handlers) {
      String connector = handler.connector();
      boolean included = options.include().isEmpty() || options.include().contains(connector);
      if (included && !options.exclude().contains(connector)) {
        chosen.add(handler);
      }
    }
    return chosen;
  }

  private static boolean asksAll(PublishOptions options) {
    return options.include().isEmpty() && options.exclude().isEmpty();
  }

  private List<Answer> inOrder() {
    List<Answer> answers = new ArrayList<>(responders.size());
    for (Handler handler : responders) {
      Answer answer = dispatch.aborted() ? aborted(handler) : call(dispatch, handler);
      if (!dispatch.options().first()) {
        answers.add(answer);
      } else if (answer.value() != null) {
        return List.of(answer);
      } else if (answer.error() != null) {
        answers.add(answer);
      }
    }
    return answers;
  }

  private List<Answer> together() {
    record Numbered(int index, Answer answer) {}
    BlockingQueue<Numbered> done = new LinkedBlockingQueue<>();
    List<Thread> threads = new ArrayList<>(responders.size());
    for (int i = 0; i < responders.size(); i++) {
      int index = i;
      Handler handler = responders.get(i);
      threads.add(
          Workers.start(
              dispatch, handler, () -> done.add(new Numbered(index, callOnItsOwn(handler)))));
    }
    Answer[] answers = new Answer[responders.size()];
    boolean interrupted = false;
    for (int left = answers.length; left > 0; ) {
      try {
        Numbered next = done.take();
        answers[next.index()] = next.answer();
        left--;
      } catch (InterruptedException _) {
        interrupted = true;
        threads.forEach(Thread::interrupt);
      }
    }
    if (interrupted && !dispatch.aborted()) {
      Thread.currentThread().interrupt();
    }
    return List.of(answers);
  }

  /// The machine's own end kills this thread, not the publisher's wait for it.
  private Answer callOnItsOwn(Handler handler) {
    try {
      return call(dispatch, handler);
    } catch (VirtualMachineError fatal) {
      return new Answer(handler.connector(), null, HandlerErrors.of(dispatch, handler, fatal));
    }
  }

  @SuppressWarnings("NullAway") // an event without input has a null one
  private static Answer call(Dispatch dispatch, Handler handler) {
    if (!(handler.role() instanceof Role.On on)) {
      throw new IllegalStateException(handler.by() + " is no on handler");
    }
    try {
      Object value = on.call().handle(dispatch.input());
      return Dispatch.isVeto(value)
          ? new Answer(handler.connector(), null, HandlerErrors.vetoFromElsewhere(handler))
          : new Answer(handler.connector(), value, null);
    } catch (Throwable thrown) {
      HandlerErrors.rethrowFatal(thrown);
      return new Answer(handler.connector(), null, HandlerErrors.of(dispatch, handler, thrown));
    }
  }

  private static Answer aborted(Handler handler) {
    return new Answer(
        handler.connector(), null, new HandlerError(handler.by(), "aborted", "aborted", null));
  }
}
