package dev.cellwise.rnn.net;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/**
 * Some threads that share the work of one network at a time: the caller's and others that wait for
 * it. A call allocates nothing and takes about a microsecond; between two calls the others look for
 * the next one for some tens of microseconds and then sleep. What is computed has the same bits
 * with any number of threads.
 *
 * <p>The caller owns it: it is made once, used by one network after the other, and closed. Calls do
 * not overlap: a second one is refused while the first runs.
 */
public final class Team implements AutoCloseable {
  /** Work that is done in shares. */
  @FunctionalInterface
  public interface Task {
    /**
     * Does a share.
     *
     * @param part whose, 0 to parts - 1
     * @param parts among how many the work is divided
     */
    void run(int part, int parts);
  }

  private static final VarHandle ROUND;
  private static final VarHandle BUSY;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      ROUND = lookup.findVarHandle(Team.class, "round", int.class);
      BUSY = lookup.findVarHandle(Team.class, "busy", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Looks for work before a thread sleeps: some tens of microseconds. */
  private static final int SPINS = 2_000;

  private static final int CLOSED = -1;

  private final Worker[] workers;
  private Task task;
  private int round;
  private boolean busy;
  private boolean closed;

  private Team(int threads) {
    workers = new Worker[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker(i + 1);
    }
    for (Worker worker : workers) {
      worker.setDaemon(true);
      worker.start();
    }
  }

  /**
   * A team.
   *
   * @param threads how many with the caller's, 1 to 1024: one makes no other thread
   * @return to be closed
   */
  public static Team of(int threads) {
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException("threads: expected 1 to 1024, got " + threads);
    }
    return new Team(threads);
  }

  /**
   * How many work.
   *
   * @return threads, the caller's included
   */
  public int threads() {
    return workers.length + 1;
  }

  /**
   * Does some work in as many shares as there are threads, the caller's the first, and returns when
   * all are done.
   *
   * @param work the same object may be given again
   * @throws IllegalStateException if the team is closed, or a call runs
   * @throws RuntimeException what a share threw, after all are done; that of the first of them
   */
  public void run(Task work) {
    Objects.requireNonNull(work, "work");
    if (!BUSY.compareAndSet(this, false, true)) {
      throw new IllegalStateException(
          "team: expected one call at a time, got a second while the first runs");
    }
    try {
      if (closed) {
        throw new IllegalStateException("team: expected an open one, got one that is closed");
      }
      share(work);
    } finally {
      BUSY.setRelease(this, false);
    }
  }

  private void share(Task work) {
    int parts = threads();
    task = work;
    int now = round + 1 == CLOSED ? 1 : round + 1;
    ROUND.setVolatile(this, now);
    for (Worker worker : workers) {
      worker.wake();
    }
    Throwable failure = null;
    try {
      work.run(0, parts);
    } catch (Throwable e) {
      failure = e;
    }
    for (Worker worker : workers) {
      Throwable theirs = worker.await(now);
      failure = failure == null ? theirs : failure;
    }
    task = null;
    Team.<RuntimeException>rethrow(failure);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void rethrow(Throwable failure) throws T {
    if (failure != null) {
      throw (T) failure;
    }
  }

  /** Ends the threads. A team that is closed again stays so. */
  @Override
  public void close() {
    if (!BUSY.compareAndSet(this, false, true)) {
      throw new IllegalStateException("team: expected no call while it is closed, got one");
    }
    try {
      if (!closed) {
        closed = true;
        ROUND.setVolatile(this, CLOSED);
        for (Worker worker : workers) {
          worker.wake();
        }
      }
    } finally {
      BUSY.setRelease(this, false);
    }
  }

  /** A thread with a share of its own. */
  private final class Worker extends Thread {
    private static final VarHandle DONE;
    private static final VarHandle ASLEEP;

    static {
      try {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        DONE = lookup.findVarHandle(Worker.class, "done", int.class);
        ASLEEP = lookup.findVarHandle(Worker.class, "asleep", boolean.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private final int part;

    /** The last round that is done. */
    private int done;

    private boolean asleep;
    private Throwable failure;

    Worker(int part) {
      super("cellwise-" + part);
      this.part = part;
    }

    @Override
    public void run() {
      int last = 0;
      while (true) {
        int now = next(last);
        if (now == CLOSED) {
          return;
        }
        failure = null;
        try {
          task.run(part, threads());
        } catch (Throwable e) {
          // A checked one too, thrown unseen: a share that never ends would be waited for forever.
          failure = e;
        }
        DONE.setRelease(this, now);
        last = now;
      }
    }

    /** The next round after one. */
    private int next(int last) {
      for (int i = 0; i < SPINS; i++) {
        int now = (int) ROUND.getAcquire(Team.this);
        if (now != last) {
          return now;
        }
        Thread.onSpinWait();
      }
      while (true) {
        // Volatile on both sides: either this sees the round, or the caller sees that it sleeps.
        ASLEEP.setVolatile(this, true);
        int now = (int) ROUND.getVolatile(Team.this);
        if (now != last) {
          ASLEEP.setVolatile(this, false);
          return now;
        }
        LockSupport.park(Team.this);
        ASLEEP.setVolatile(this, false);
        // A task may have left it interrupted: then it would not sleep again.
        Thread.interrupted();
      }
    }

    void wake() {
      if ((boolean) ASLEEP.getVolatile(this)) {
        LockSupport.unpark(this);
      }
    }

    Throwable await(int now) {
      // With fewer processors than threads a share may be long in coming.
      for (int i = 0; (int) DONE.getAcquire(this) != now; i++) {
        if (i < SPINS) {
          Thread.onSpinWait();
        } else {
          Thread.yield();
        }
      }
      return failure;
    }
  }
}
