package dev.interlock.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/// Hands over from 120 threads at once, as many callers would.
public final class Publishers {

  private static final int THREADS = 120;

  private Publishers() {}

  /// @param once given the number of its thread, from 0
  public static void run(int count, IntConsumer once) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int number = thread;
        int share = count / THREADS + (thread < count % THREADS ? 1 : 0);
        all.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < share; i++) {
                    once.accept(number);
                  }
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
  }
}
