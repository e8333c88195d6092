package dev.interlock.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Hands over from 60 threads at once, as many callers would.
public final class Publishers {

  private static final int THREADS = 60;

  private Publishers() {}

  public static void run(int count, Runnable once) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int share = count / THREADS + (thread < count % THREADS ? 1 : 0);
        all.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < share; i++) {
                    once.run();
                  }
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
  }
}
